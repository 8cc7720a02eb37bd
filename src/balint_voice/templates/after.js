// The page after a session. The notes are asked for with the passphrase, become text and never
// markup, and are gone when the page is left.
"use strict";

const MADE_OF = { title: "h2", aside: "p", empty: "p", heading: "h3", said: "p" };
const one = (id) => document.getElementById(id);
let source = null;
let passphrase = ""; // as long as the notes are open: a locked page is made with it
let copying = false;

function lost(is) {
  document.body.classList.toggle("lost", is);
}

function ask(path, question) {
  return fetch(path, { method: "POST", body: JSON.stringify(question) })
    .then((answer) => answer.json())
    .catch(() => null)
    .then((answer) => {
      lost(!answer);
      return answer;
    });
}

function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function elementOf(block) {
  const element = document.createElement(MADE_OF[block.kind]);
  const time = block.kind === "said" && block.at_s !== null ? `${clock(block.at_s)}  ` : "";
  element.textContent = `${time}${block.text}`;
  return element;
}

function forget() {
  if (!one("notes")) return;
  one("notes").replaceChildren();
  passphrase = one("passphrase").value = "";
  one("said").textContent = one("copied").textContent = "";
  if (one("opened").hidden) return;
  one("opened").hidden = one("take").hidden = true;
  one("ask").hidden = false;
}

async function unlock(event) {
  event.preventDefault();
  const typed = one("passphrase").value;
  one("passphrase").value = "";
  one("said").textContent = one("said").dataset.works;
  const answer = await ask("/notes", { passphrase: typed });
  one("said").textContent = answer ? answer.said : "";
  if (!answer || !answer.notes) return one("passphrase").focus();
  one("notes").replaceChildren(...answer.notes.map(elementOf));
  passphrase = typed;
  one("ask").hidden = true;
  one("opened").hidden = one("take").hidden = false;
  one("notes").focus();
  look();
}

function driveOf([folder, text]) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.addEventListener("click", () => copyTo(folder));
  return button;
}

async function look() {
  const { drives = [] } = (await ask("/drives", {})) || {};
  one("drives").replaceChildren(...drives.map(driveOf));
  one("no-stick").hidden = drives.length > 0;
}

async function copyTo(folder) {
  if (copying) return; // a second click would find what the first one has copied
  copying = true;
  const page = Boolean(one("with-page") && one("with-page").checked);
  one("copied").textContent = one("said").dataset.works;
  const answer = await ask("/copy", { passphrase, folder, page });
  copying = false;
  one("copied").textContent = answer ? answer.said : "";
  one("copied").className = answer && answer.done ? "done" : "refused";
}

async function leave() {
  forget();
  source.close();
  await ask("/leave", {});
  over();
}

function over() {
  forget();
  source.close();
  lost(false);
  one("there").hidden = true;
  one("left").hidden = false;
}

source = new EventSource(`/events?window=${crypto.randomUUID()}`); // the page is still open
source.addEventListener("message", over); // left in another window
source.addEventListener("open", () => lost(false));
source.addEventListener("error", () => lost(true));
if (one("ask")) {
  one("ask").addEventListener("submit", unlock);
  one("close").addEventListener("click", forget);
  one("look").addEventListener("click", look);
  one("elsewhere").addEventListener("submit", (event) => {
    event.preventDefault();
    copyTo(one("folder").value);
  });
  if (!one("take").hidden) look(); // a key of the presenter's own: the notes do not open here
}
one("leave").addEventListener("click", leave);
window.addEventListener("pagehide", forget);
