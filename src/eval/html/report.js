"use strict";
const form = document.getElementById("filters");
const entries = [...document.querySelectorAll(".entry")];

function wanted(entry, text, state, fields) {
  if (state === "warned" ? !("warned" in entry.dataset) : state && entry.dataset.state !== state) {
    return false;
  }
  for (const [name, value] of fields) {
    if (value && entry.getAttribute("data-" + name) !== value) return false;
  }
  return !text || entry.textContent.toLowerCase().includes(text);
}

function apply() {
  const text = form.elements.text.value.trim().toLowerCase();
  const fields = [...form.querySelectorAll("[data-field]")].map((select) => [
    select.name.replaceAll("_", "-"),
    select.value,
  ]);
  let shown = 0;
  for (const entry of entries) {
    entry.hidden = !wanted(entry, text, form.elements.state.value, fields);
    shown += entry.hidden ? 0 : 1;
  }
  for (const section of document.querySelectorAll("section")) {
    section.hidden = !section.querySelector(".entry:not([hidden])");
  }
  document.getElementById("shown").textContent = shown + " of " + entries.length;
}

form.addEventListener("input", apply);
form.addEventListener("submit", (event) => event.preventDefault());
apply();
