const states = new WeakMap();
const FOCUS_AFTER = 350; // a closing drawer still holds the focus until then
const LARGEST = 1.35;
const LIST = 700; // px: narrower places show a map as a list (paper.css)

export default function paper({ data, parentElement, setTriggerValue }) {
  const state = states.get(parentElement) || begin(parentElement);
  state.send = setTriggerValue;
  if (state.html !== data.html) redraw(state, data.html);
  choose(state, data.selected);
}

function begin(root) {
  const box = document.createElement("div");
  box.className = "paper";
  root.appendChild(box);
  const state = { box, html: null, selected: "" };
  states.set(root, state);
  box.addEventListener("click", (event) => {
    const code = codeOf(event);
    if (code) state.send("open", code);
  });
  box.addEventListener("pointerover", (event) => light(box, codeOf(event)));
  box.addEventListener("pointerleave", () => light(box, ""));
  box.addEventListener("focusin", (event) => light(box, codeOf(event)));
  box.addEventListener("focusout", () => light(box, ""));
  box.addEventListener("keydown", walk);
  new ResizeObserver(() => fit(box)).observe(box);
  return state;
}

function codeOf(event) {
  const part = event.target.closest("[data-open]");
  return part ? part.dataset.open : "";
}

function parts(box, code) {
  return code ? box.querySelectorAll(`[data-open="${CSS.escape(code)}"]`) : [];
}

function light(box, code) {
  for (const name of ["hot", "near", "lit"])
    for (const part of box.querySelectorAll(`.${name}`)) part.classList.remove(name);
  for (const part of parts(box, code)) part.classList.add("hot");
  for (const map of box.querySelectorAll(".m-map")) if (code) lightEdges(map, code);
}

// on the map also the edges of a step, the boxes at their other ends, and its parallel group
function lightEdges(map, code) {
  const own = map.querySelector(`button[data-open="${CSS.escape(code)}"]`);
  if (!own) return;
  map.classList.add("lit");
  const near = new Set();
  for (const edge of map.querySelectorAll("[data-from]")) {
    if (edge.dataset.from !== code && edge.dataset.to !== code) continue;
    edge.classList.add("hot");
    near.add(edge.dataset.from).add(edge.dataset.to);
  }
  for (const button of map.querySelectorAll("button")) {
    const isMate = own.dataset.group && button.dataset.group === own.dataset.group;
    if (button !== own && (isMate || near.has(button.dataset.open))) button.classList.add("near");
  }
}

// only a changed string is drawn again: else scrolling and focus would be lost at every rerun
function redraw(state, html) {
  const before = state.box.querySelector("[data-scroll]");
  const kept = before && { scale: before.dataset.scroll, left: before.scrollLeft };
  state.html = html;
  state.box.innerHTML = html;
  fit(state.box);
  const scroll = state.box.querySelector("[data-scroll]");
  if (!scroll) return;
  const same = kept && kept.scale === scroll.dataset.scroll;
  scroll.scrollLeft = same ? kept.left : Number(scroll.dataset.today) - scroll.clientWidth * 0.3;
}

// a drawing narrower than its place grows with it; the map also shrinks a little before it scrolls
function fit(box) {
  for (const part of box.querySelectorAll("[data-fit]")) {
    const zoom = Math.min(LARGEST, box.clientWidth / Number(part.dataset.fit));
    const isList = part.dataset.least && box.clientWidth <= LIST;
    part.style.zoom = isList ? 1 : Math.max(Number(part.dataset.least || 1), zoom).toFixed(3);
  }
  for (const group of box.querySelectorAll("[data-keys]")) keepStop(shown(group));
}

function shown(group) {
  return [...group.querySelectorAll("button")].filter((button) => button.getClientRects().length);
}

// one stop for Tab in each group, the arrow keys do the rest; a hidden button is none
function keepStop(buttons, chosen) {
  const stop = chosen || buttons.find((button) => button.tabIndex === 0 && button.dataset.stop) || buttons[0];
  for (const button of buttons) {
    button.tabIndex = button === stop ? 0 : -1;
    if (button === stop) button.dataset.stop = "1";
    else delete button.dataset.stop;
  }
}

function walk(event) {
  const group = event.target.closest("[data-keys]");
  if (!group || !event.key.startsWith("Arrow")) return;
  const buttons = shown(group);
  const next = target(event, buttons, group.classList.contains("m-map"));
  if (!next) return;
  event.preventDefault();
  keepStop(buttons, next);
  next.focus();
}

function target(event, buttons, isMap) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) return buttons[buttons.indexOf(event.target) + step];
  return isMap && beside(event.target, buttons, event.key === "ArrowRight" ? 1 : -1);
}

// the nearest box of the next column on that side
function beside(from, buttons, side) {
  const here = from.getBoundingClientRect();
  const far = (button) => (button.getBoundingClientRect().x - here.x) * side;
  const ahead = buttons.filter((button) => far(button) > here.width / 2);
  const nearest = Math.min(...ahead.map(far));
  const height = (button) => Math.abs(button.getBoundingClientRect().y - here.y);
  return ahead.filter((button) => far(button) < nearest + 1).sort((a, b) => height(a) - height(b))[0];
}

function choose(state, code) {
  const last = state.selected;
  if (last === code) return;
  for (const part of state.box.querySelectorAll(".sel")) part.classList.remove("sel");
  for (const part of parts(state.box, code)) part.classList.add("sel");
  state.selected = code;
  if (!code) setTimeout(() => giveBack(state, last), FOCUS_AFTER);
}

// the browser does not return the focus after a drawer closes
function giveBack(state, code) {
  const shown = [...parts(state.box, code)].filter((part) => part.getClientRects().length);
  const button = shown.find((part) => part.tagName === "BUTTON");
  if (button && !state.selected) button.focus({ preventScroll: true });
}
