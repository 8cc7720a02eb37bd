// Shows what is chosen and what it comes to. It decides nothing and counts nothing: each answer
// comes whole from the program, and is put where it belongs.
"use strict";

const one = (id) => document.getElementById(id);
const TEXTS = ["language", "people", "end_at", "minutes", "group", "presenter_key"];
const FLAGS = ["orientation", "follow_up", "evaluation", "two_cases", "asks", "quiet", "round_chime", "voice_control"];
const OF_THE_METHOD = ["record", "break_after", "skip", "variant"];
const form = one("choices");
let asking = Promise.resolve();
let latest = 0;
let shown = ""; // the method whose phases are to be ticked
let anyway = false;
let source = null;
const AGAIN_MS = 1000;

function made(tag, text, kind) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (kind) element.className = kind;
  return element;
}

function put(id, text) {
  if (one(id).textContent !== text) one(id).textContent = text;
}

function putList(id, items) {
  one(id).replaceChildren(...items);
}

// One question after the other, so that the newest answer is also the last.
function ask(path, question) {
  asking = asking
    .then(() => fetch(path, { method: "POST", body: JSON.stringify(question) }))
    .then((answer) => answer.json())
    .catch(() => null);
  return asking;
}

function ticked(name) {
  return [...document.querySelectorAll(`input[name="${name}"]:checked`)].map((box) => box.value);
}

function choices() {
  const chosen = { script: form.elements.script.value };
  // Another method has other phases: what was ticked of the one that is shown means nothing there.
  for (const name of OF_THE_METHOD) chosen[name] = chosen.script === shown ? ticked(name) : [];
  for (const name of TEXTS) chosen[name] = form.elements[name].value;
  for (const name of FLAGS) chosen[name] = form.elements[name].checked;
  return chosen;
}

function box(name, value, checked, label) {
  const input = made("input");
  input.type = "checkbox";
  input.name = name;
  input.value = value;
  input.checked = checked;
  if (label) input.setAttribute("aria-label", label);
  return input;
}

function methodOf([id, name]) {
  const option = made("option", name);
  option.value = id;
  return option;
}

function putTicks(name, choices) {
  putList(name, choices.map(([id, text, checked]) => {
    const label = made("label");
    label.append(box(name, id, checked), ` ${text}`);
    return label;
  }));
}

function rowOf(row) {
  const line = made("tr", undefined, row.phase ? "" : "between");
  const last = made("td");
  if (row.phase && !row.fixed) last.append(box("break_after", row.phase, row.break, `${one("phases").dataset.breakAfter}: ${row.name}`));
  line.append(made("td", row.phase ? `${row.number}  ${row.name}`.trim() : row.name), made("td", row.minutes), last);
  return line;
}

function findingOf(found) {
  const item = made("li", undefined, found.missing ? "missing" : "");
  item.append(`${found.state}: ${found.what} ${found.remedy}`.trim());
  return item;
}

// Whoever goes from field to field by keys stays where they are, also where the field is new.
function keepingFocus(change) {
  const { name, value } = document.activeElement || {};
  change();
  if (!name || document.activeElement.name === name) return;
  const same = [...document.querySelectorAll(`[name="${name}"]`)].find((field) => field.value === value);
  if (same) same.focus();
}

function show(now) {
  if (!now) return document.body.classList.add("lost");
  document.body.classList.remove("lost");
  if (now.fault) return put("refused", now.fault);
  keepingFocus(() => {
    if (now.methods.length !== one("script").options.length) {
      const chosen = one("script").value;
      one("script").replaceChildren(...now.methods.map(methodOf));
      if (chosen) one("script").value = chosen;
    }
    put("summary", now.summary);
    if (now.people) one("people").placeholder = now.people;
    if (now.script !== shown) putList("phases", []);
    if (!now.refused || now.skip.length) {
      shown = now.script;
      for (const name of ["record", "variant", "skip"]) putTicks(name, now[name]);
      one("recording").hidden = !now.record.length;
      one("varying").hidden = !now.variant.length;
    }
  });
  putPlan(now);
  if (now.unfinished !== undefined) putUnfinished(now.unfinished);
  one("secret").hidden = !(now.sealed || one("unfinished").dataset.sealed);
  putList("wrong", (now.secret || []).map((text) => made("p", text)));
  one("begin").textContent = now.anyway || document.body.dataset.begin;
  anyway = Boolean(now.anyway);
  put("said", "");
}

function putPlan(now) {
  if (now.phases.length) keepingFocus(() => putList("phases", now.phases.map(rowOf)));
  put("total", now.total);
  put("refused", now.refused || now.failed || ""); // what failed may be tried again
  putList("remarks", [...now.ask, ...now.remarks].map((text) => made("li", text)));
  putList("findings", now.findings.map(findingOf));
  one("begin").disabled = Boolean(now.refused) || now.findings.some((found) => found.missing);
}

function putUnfinished(unfinished) {
  one("unfinished").hidden = !unfinished;
  put("unfinished-text", unfinished ? unfinished.text : "");
  one("unfinished").dataset.sealed = unfinished && unfinished.sealed ? "yes" : "";
}

function fill(values) {
  for (const name of TEXTS) form.elements[name].value = values[name] ?? "";
  for (const name of FLAGS) form.elements[name].checked = Boolean(values[name]);
  form.elements.script.value = values.script;
}

async function chosen(event) {
  const mine = ++latest;
  const answer = await ask("/chosen", choices());
  if (answer && event.target.name === "language") return location.reload();
  if (mine !== latest) return;
  show(answer);
  if (!answer) setTimeout(() => mine === latest && chosen(event), AGAIN_MS);
}

// A browser breaks off what is on its way when the machine joins another network. What only asks
// is asked again until there is an answer, also where the program could not give one.
async function first() {
  const now = await ask("/now", {});
  if (now && !now.fault) {
    one("script").replaceChildren(...now.methods.map(methodOf));
    fill(now.values);
  } else setTimeout(first, AGAIN_MS);
  show(now);
}

// The time goes on, and with it when all would be over.
async function renew() {
  const still = () => !document.hidden && one("preparing").hidden;
  const before = latest;
  if (!still()) return;
  const now = await ask("/plan", {});
  document.body.classList.toggle("lost", !now);
  if (now && !now.fault && still() && before === latest) putPlan(now);
}

async function begin(path) {
  const secret = { passphrase: one("passphrase").value, again: one("again").value };
  for (const id of ["begin", "go-on"]) one(id).disabled = true;
  put("preparing", one("preparing").dataset.works);
  one("preparing").hidden = false;
  const answer = await ask(path, { choices: choices(), anyway, ...secret });
  for (const id of ["begin", "go-on"]) one(id).disabled = false;
  if (answer && answer.begun) {
    for (const id of ["passphrase", "again"]) one(id).value = "";
    put("words", "");
    source.close();
    put("preparing", one("preparing").dataset.preparing);
    return next();
  }
  one("preparing").hidden = true;
  show(answer);
  if (answer && answer.secret) one("passphrase").focus();
}

// What comes next is served at this same address, as soon as it is there: the table, or this page
// again with what could not be.
async function next(left = 100) {
  const status = await fetch("/").then((answer) => answer.status, () => 0);
  if (status === 200) return location.reload();
  if (left) return setTimeout(next, 300, status ? left : left - 1);
  one("preparing").hidden = true;
  document.body.classList.add("lost");
}

async function tell(path) {
  put("said", "…");
  const answer = await ask(path, choices());
  put("said", answer ? answer.said : "");
  if (!answer) document.body.classList.add("lost");
}

async function suggest() {
  const answer = await ask("/suggest", {});
  if (!answer || answer.fault) return show(answer);
  put("words", answer.passphrase);
  one("suggested").hidden = false;
  one("passphrase").value = "";
  one("again").value = "";
  one("passphrase").focus();
}

// Tells the program that the page is still open.
function stay() {
  source = new EventSource(`/events?window=${crypto.randomUUID()}`);
  source.addEventListener("message", () => next()); // begun in another window
  source.addEventListener("open", () => document.body.classList.remove("lost"));
  source.addEventListener("error", () => document.body.classList.add("lost"));
}

setInterval(renew, 60_000);
one("phases").dataset.breakAfter = document.querySelector("th:nth-child(3)").textContent;
document.addEventListener("change", (event) => {
  if (event.target.form === form || event.target.name === "break_after") chosen(event);
});
form.addEventListener("submit", (event) => event.preventDefault());
one("secret").addEventListener("submit", (event) => event.preventDefault());
one("begin").addEventListener("click", () => begin("/begin"));
one("go-on").addEventListener("click", () => begin("/go-on"));
if (one("hear")) one("hear").addEventListener("click", () => tell("/hear"));
one("keep").addEventListener("click", () => tell("/keep"));
one("suggest").addEventListener("click", suggest);
stay();
first();
