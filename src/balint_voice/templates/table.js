// Shows the table, and passes on the keys. It decides nothing and counts nothing: each state comes
// whole from the program, and is put where it belongs.
"use strict";

const one = (id) => document.getElementById(id);
const NAMES = { PageDown: "pagedown", PageUp: "pageup", Escape: "escape", F5: "f5", Backspace: "backspace", Enter: "enter" };
const OF_A_CLICKER = ["PageDown", "PageUp", "F5"];
let state = { leads: false, typing: false };
let sending = Promise.resolve();
let source = null;

function windowName() {
  let name = sessionStorage.getItem("window");
  if (!name) {
    name = crypto.randomUUID();
    sessionStorage.setItem("window", name);
  }
  return name;
}

// Whether it was taken: a browser breaks off what is on its way when the machine joins another
// network, and until it is connected again this window does not lead.
function send(path, text) {
  const body = `${windowName()}\n${text}`;
  sending = sending
    .then(() => fetch(path, { method: "POST", body }))
    .then((answer) => answer.ok, () => false)
    .then((arrived) => {
      if (!arrived) document.body.classList.add("lost");
      return arrived;
    });
  return sending;
}

// What is said to a screen reader is not said again when it stays the same.
function put(id, text) {
  if (one(id).textContent !== text) one(id).textContent = text;
}

function buttonOf([key, text, name]) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.dataset.key = key;
  if (name) button.className = name;
  button.addEventListener("click", (event) => {
    if (event.detail) button.blur(); // by mouse: the space bar goes on, and does not press it again
    send("/button", key); // never text, whatever is being typed
    if (name === "note" && state.typing) one("typed").focus();
  });
  return button;
}

function putButtons(id, buttons) {
  const wanted = JSON.stringify(buttons);
  if (one(id).dataset.shown === wanted) return;
  one(id).dataset.shown = wanted;
  const focused = one(id).contains(document.activeElement) ? document.activeElement.dataset.key : null;
  one(id).replaceChildren(...buttons.map(buttonOf));
  const same = [...one(id).children].find((button) => button.dataset.key === focused);
  if (same) same.focus(); // whoever goes from button to button by keys stays where they are
}

function shareOf([number, seconds, done, current]) {
  const share = document.createElement("div");
  share.className = current ? "share current" : "share";
  share.style.flexGrow = Math.max(1, seconds);
  const behind = document.createElement("div");
  behind.className = "behind";
  behind.style.width = `${Math.round(done * 1000) / 10}%`;
  const label = document.createElement("span");
  label.textContent = number || "·";
  share.append(behind, label);
  return share;
}

function putBar(shares) {
  const wanted = JSON.stringify(shares);
  if (one("bar").dataset.shown === wanted) return;
  one("bar").dataset.shown = wanted;
  one("bar").replaceChildren(...shares.map(shareOf));
}

function show(now) {
  const typed = state.typing;
  state = now;
  document.body.classList.remove("lost");
  if (now.over) return over(now);
  for (const id of ["title", "ends", "speaks", "time", "coming", "late", "sign", "level", "loud", "backlog", "noted", "caption"]) {
    put(id, now[id]);
  }
  const answers = now.leads && now.answers.length; // else only the keys are named
  put("said", now.asks && !answers ? `${now.said} [${now.asks}]` : now.said);
  put("warnings", now.warnings.join(" · "));
  const length = one("said").textContent.length;
  one("said").className = `${now.saying ? "saying" : ""} ${length > 90 ? "long" : length > 36 ? "medium" : ""}`;
  const crowded = now.warnings.length || now.noted || now.typing || answers;
  const many = now.leads && now.buttons.length > 9; // they take two rows
  document.querySelector("main").className = `${crowded ? "crowded" : ""} ${answers ? "asks" : ""} ${many ? "many" : ""}`;
  one("caption").className = now.important ? "important" : "";
  one("microphone").className = now.microphone || "closed";
  document.title = [now.time, now.title].filter(Boolean).join(" · ");
  putBar(now.shares);
  putButtons("answers", now.leads ? now.answers : []);
  putButtons("buttons", now.leads ? now.buttons : []);
  one("looking").hidden = now.leads;
  putNote(now.leads && now.typing, typed);
}

function putNote(typing, before) {
  one("note").hidden = !typing;
  if (typing && !before) {
    one("typed").value = "";
    one("typed").focus();
  } else if (!typing) {
    one("typed").value = "";
  }
}

// What comes after the session is served at this same address, as soon as it is there.
async function next(left = 30) {
  const status = await fetch("/").then((answer) => answer.status, () => 0);
  if (status === 200) location.reload();
  else if (left) setTimeout(next, 300, status ? left : left - 1);
}

function over({ said, more }) {
  for (const id of ["time", "caption", "speaks", "ends", "warnings", "noted", "coming", "late", "sign", "level", "loud", "backlog"]) put(id, "");
  put("said", said);
  for (const id of ["answers", "buttons", "bar"]) one(id).replaceChildren();
  one("note").hidden = one("looking").hidden = true;
  source.close();
  if (more) next();
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  const inNote = document.activeElement === one("typed");
  if (inNote && event.key === "Escape") {
    event.preventDefault();
    send("/press", "escape");
    return;
  }
  if (inNote && !OF_A_CLICKER.includes(event.key)) return;
  const onButton = document.activeElement instanceof HTMLButtonElement;
  if (onButton && (event.key === " " || event.key === "Enter")) return;
  const key = NAMES[event.key] ?? (event.key.length === 1 ? event.key : null);
  if (!key || !state.leads) return;
  if (state.typing && !OF_A_CLICKER.includes(event.key)) return one("typed").focus(); // it goes there
  event.preventDefault();
  send("/press", key);
}

function listen() {
  source = new EventSource(`/events?window=${encodeURIComponent(windowName())}`);
  source.addEventListener("message", (event) => show(JSON.parse(event.data)));
  source.addEventListener("moved", () => {
    sessionStorage.removeItem("window"); // this window was doubled: it is another one from now on
    source.close();
    listen();
  });
  source.addEventListener("error", () => {
    document.body.classList.add("lost");
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
  });
}

one("note").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = one("typed").value;
  one("typed").value = "";
  const arrived = await send("/note", text);
  if (!arrived && state.typing) one("typed").value = text + one("typed").value; // to be sent again
});
one("drop").addEventListener("click", () => send("/press", "escape"));
one("lead").addEventListener("click", () => send("/lead", ""));
document.addEventListener("keydown", press);
listen();
