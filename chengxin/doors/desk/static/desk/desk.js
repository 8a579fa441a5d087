// The desk's script: shortcuts, sliders beside days, how far a file is. Every page works without it.
(() => {
  "use strict";
  const OFF = "desk-keys-off";
  const off = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };

  // 快捷键: single keys, never while somebody types; they can be turned off. Those that lead where the menu does not are none of this post's.
  const ways = new Map();
  for (const key of document.querySelectorAll("#keys dt[data-to]")) {
    if (document.querySelector(`a.way[href="${key.dataset.to}"]`)) { ways.set(key.textContent, key.dataset.to); } else { key.nextElementSibling.remove(); key.remove(); }
  }
  let afterG = 0;
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest && event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const dialog = document.getElementById("keys");
    if (!dialog || dialog.open) return;
    if (event.key === "?") { event.preventDefault(); dialog.showModal(); return; }
    if (off()) return;
    const field = event.key === "/" && document.querySelector("[data-search]");
    if (field) { event.preventDefault(); field.focus(); }
    else if (event.key === "/" && ways.has("/")) { event.preventDefault(); location.assign(`${ways.get("/")}#q`); }
    else if (event.key === "g") { afterG = event.timeStamp; return; }
    else if (afterG && event.timeStamp - afterG < 1500 && ways.has(`g ${event.key}`)) { event.preventDefault(); location.assign(ways.get(`g ${event.key}`)); }
    afterG = 0;
  });
  const box = document.getElementById("keys-off");
  if (box) {
    box.checked = off();
    box.addEventListener("change", () => { try { localStorage.setItem(OFF, box.checked ? "1" : "0"); } catch { /* a browser that keeps nothing */ } });
  }
  if (location.hash === "#q") document.getElementById("q")?.focus();

  // 时点滑条: a slider beside each day; both say the same.
  const DAY = 86400000;
  for (const one of document.querySelectorAll(".day-slider")) {
    const field = one.querySelector("input"), first = Date.parse(one.dataset.from), last = Date.parse(one.dataset.to);
    const slider = document.createElement("input");
    slider.type = "range"; slider.min = "0"; slider.max = String((last - first) / DAY); slider.tabIndex = 0;
    slider.setAttribute("aria-label", one.querySelector("label").textContent);
    const follow = () => { slider.value = String((Date.parse(field.value) - first) / DAY); slider.setAttribute("aria-valuetext", field.value); };
    slider.addEventListener("input", () => { field.value = new Date(first + Number(slider.value) * DAY).toISOString().slice(0, 10); slider.setAttribute("aria-valuetext", field.value); });
    slider.addEventListener("change", () => { if (!one.closest("details")) one.closest("form").requestSubmit(); });
    field.addEventListener("input", follow);
    follow();
    one.append(slider);
  }

  // 打印: what is folded is printed too.
  addEventListener("beforeprint", () => { for (const one of document.querySelectorAll("details.record")) one.open = true; });

  // 报送: how far the file is; then the page the server leads to.
  const form = document.getElementById("sending");
  if (form && window.FormData && window.XMLHttpRequest) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const told = form.querySelector(".progress"), bar = told.querySelector("progress"), words = told.querySelector("span"), button = form.querySelector("button");
      const asked = new XMLHttpRequest();
      told.hidden = false; button.disabled = true;
      asked.upload.addEventListener("progress", (now) => { if (now.lengthComputable) { bar.value = Math.round(100 * now.loaded / now.total); words.textContent = `${bar.value}%`; } });
      const again = () => { told.hidden = true; button.disabled = false; };
      asked.addEventListener("load", () => {
        const page = new DOMParser().parseFromString(asked.responseText, "text/html"), trouble = page.querySelector(".trouble");
        if (asked.status < 300) { location.assign(asked.responseURL); return; }
        again();
        form.parentElement.querySelector(".trouble")?.remove();
        if (trouble) form.before(document.importNode(trouble, true)); else form.submit();
      });
      asked.addEventListener("error", () => { again(); form.submit(); });
      asked.open("POST", form.action);
      asked.send(new FormData(form));
    });
  }
})();
