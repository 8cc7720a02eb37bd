// Opens the presenter's notes with the passphrase, by the browser's own WebCrypto alone.
//
// Rules: nothing is fetched, nothing is stored. What was opened becomes text, never markup. It is
// gone when the page is left. docs/sealed-notes.md says how the notes are sealed.
"use strict";

const MADE_OF = { title: "h1", aside: "p", empty: "p", heading: "h2", said: "p" };
const one = (id) => document.getElementById(id);
const bytesOf = (base64) => Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
const utf8 = (text) => new TextEncoder().encode(text);

function say(key) {
  one("answer").textContent = key ? one("answer").dataset[key] : "";
}

async function isWhole({ head, sealed, sum }) {
  const found = await crypto.subtle.digest("SHA-256", utf8(`${head}\n${sealed}`));
  const hex = (byte) => byte.toString(16).padStart(2, "0");
  return Array.from(new Uint8Array(found), hex).join("") === sum;
}

async function opened({ head, sealed }, passphrase) {
  const how = JSON.parse(head);
  const typed = utf8(passphrase.normalize("NFC"));
  const secret = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
  const key = await crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(how.salt), iterations: how.rounds },
    secret, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const plain = await crypto.subtle.decrypt(
    { name: "AES-GCM", iv: bytesOf(how.nonce), additionalData: utf8(head), tagLength: 128 },
    key, bytesOf(sealed));
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plain));
}

function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, "0");
  return `${two(Math.floor(whole / 60))}:${two(whole % 60)}`;
}

function elementOf(block) {
  const element = document.createElement(MADE_OF[block.kind]);
  element.className = block.kind;
  if (block.kind === "said") {
    const time = document.createElement("time");
    time.textContent = block.at_s === null ? "" : clock(block.at_s);
    element.append(time, " ");
  }
  const text = document.createElement("span");
  text.textContent = block.text;
  element.append(text);
  return element;
}

function show(blocks) {
  one("notes").replaceChildren(...blocks.map(elementOf));
  one("ask").hidden = true;
  one("opened").hidden = false;
  one("notes").focus();
}

function forget() {
  one("notes").replaceChildren();
  one("opened").hidden = true;
  one("passphrase").value = "";
  one("ask").hidden = false;
  say("");
}

async function unlock(event) {
  event.preventDefault();
  const passphrase = one("passphrase").value;
  if (!passphrase) return;
  one("passphrase").value = "";
  one("open").disabled = true;
  say("works");
  try {
    const notes = JSON.parse(one("sealed").textContent);
    if (!(await isWhole(notes))) return say("damaged");
    show(await opened(notes, passphrase));
    say("");
  } catch (error) {
    say(error.name === "OperationError" ? "wrong" : "damaged");
    one("passphrase").focus();
  } finally {
    one("open").disabled = false;
  }
}

if (globalThis.crypto && crypto.subtle) {
  one("form").addEventListener("submit", unlock);
  one("print").addEventListener("click", () => print());
  one("close").addEventListener("click", forget);
  addEventListener("pagehide", forget);
  one("open").disabled = false;
  one("passphrase").focus();
} else {
  say("without");
}
