"use strict";
(() => {
  const one = (query, root) => (root || document).querySelector(query);
  const all = (query, root) => [...(root || document).querySelectorAll(query)];
  const frame = one(".er"), svg = one("#er");

  // The view onto the diagram is the viewBox: x, y, width and height in its own units.
  if (svg) {
    const whole = { w: +svg.dataset.width, h: +svg.dataset.height };
    const view = { x: 0, y: 0, w: whole.w, h: whole.h };
    const show = () => svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
    const fit = () => {
      // Small diagrams are not blown up: one unit is at most 1.15 pixels.
      const high = whole.h * Math.min(1.15, frame.clientWidth / whole.w);
      frame.style.height = `${Math.max(260, Math.min(high, innerHeight * 0.76, 760))}px`;
      const box = svg.getBoundingClientRect(), least = box.width / 1.15;
      const scale = Math.max(1, least / Math.max(whole.w, whole.h * box.width / box.height));
      view.w = whole.w * scale; view.h = whole.h * scale;
      view.x = (whole.w - view.w) / 2; view.y = (whole.h - view.h) / 2;
      show();
    };
    const zoom = (factor, x, y) => {
      const next = Math.min(Math.max(view.w * factor, 120), whole.w * 6), real = next / view.w;
      view.x = x - (x - view.x) * real; view.y = y - (y - view.y) * real;
      view.w *= real; view.h *= real;
      show();
    };
    const middle = () => [view.x + view.w / 2, view.y + view.h / 2];
    const unit = () => { const m = svg.getScreenCTM(); return m ? m.a : 1; };
    const at = (event) => {
      const p = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      return [p.x, p.y];
    };
    fit();
    addEventListener("resize", fit);

    frame.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(Math.exp(event.deltaY * (event.deltaMode ? 0.05 : 0.0022)), ...at(event));
    }, { passive: false });

    const fingers = new Map();
    let moved = 0, span = 0;
    frame.addEventListener("pointerdown", (event) => {
      if (event.target.closest("button")) return;
      fingers.set(event.pointerId, [event.clientX, event.clientY]);
      moved = 0; span = 0;
    });
    addEventListener("pointermove", (event) => {
      const last = fingers.get(event.pointerId);
      if (!last) return;
      const dx = event.clientX - last[0], dy = event.clientY - last[1];
      fingers.set(event.pointerId, [event.clientX, event.clientY]);
      moved += Math.abs(dx) + Math.abs(dy);
      if (fingers.size === 2) {
        const [a, b] = [...fingers.values()], now = Math.hypot(a[0] - b[0], a[1] - b[1]);
        if (span) zoom(span / now, ...middle());
        span = now;
      } else if (moved > 4) {
        frame.classList.add("moving");
        view.x -= dx / unit(); view.y -= dy / unit();
        show();
      }
    });
    const up = (event) => { fingers.delete(event.pointerId); frame.classList.remove("moving"); };
    addEventListener("pointerup", up);
    addEventListener("pointercancel", up);
    frame.addEventListener("click", (event) => { if (moved > 4) event.preventDefault(); }, true);
    frame.addEventListener("dragstart", (event) => event.preventDefault());

    const ways = { in: () => zoom(0.8, ...middle()), out: () => zoom(1.25, ...middle()), fit };
    all(".zoom button").forEach((button) => button.addEventListener("click", ways[button.dataset.zoom]));
    frame.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = view.w / 12;
      const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
      if (moves[event.key]) { view.x += moves[event.key][0]; view.y += moves[event.key][1]; show(); }
      else if (event.key === "+" || event.key === "=") ways.in();
      else if (event.key === "-") ways.out();
      else if (event.key === "0") fit();
      else return;
      event.preventDefault();
    });

    // A table under the pointer or with the focus lights up with its neighbours and the lines between.
    const nodes = all(".node", svg), edges = all(".edge", svg);
    const light = (names, near) => {
      frame.classList.toggle("focus", names.size > 0);
      const lit = new Set(names);
      edges.forEach((edge) => {
        const on = names.has(edge.dataset.from) || names.has(edge.dataset.to);
        edge.classList.toggle("lit", on && names.size > 0);
        if (on && near) { lit.add(edge.dataset.from); lit.add(edge.dataset.to); }
      });
      nodes.forEach((node) => node.classList.toggle("lit", lit.has(node.dataset.table)));
    };
    let found = new Set();
    const rest = () => light(found, false);
    nodes.forEach((node) => {
      const on = () => light(new Set([node.dataset.table]), true);
      node.addEventListener("pointerenter", on);
      node.addEventListener("focus", on);
      node.addEventListener("pointerleave", rest);
      node.addEventListener("blur", rest);
    });
    document.addEventListener("found", (event) => { found = event.detail; rest(); });
  }

  // The search box keeps the tables whose name, columns or words hold what was typed, and lights them in the diagram.
  const box = one("#find"), articles = all("article.table");
  const texts = articles.map((article) => article.textContent.toLowerCase());
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLowerCase(), names = new Set();
    articles.forEach((article, index) => {
      const holds = !wanted || texts[index].includes(wanted);
      article.classList.toggle("gone", !holds);
      if (wanted && holds) names.add(article.dataset.table);
    });
    document.dispatchEvent(new CustomEvent("found", { detail: names }));
  });
  const clear = () => { box.value = ""; box.dispatchEvent(new Event("input")); };
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      box.focus();
    } else if (event.key === "Escape" && document.activeElement === box) {
      clear();
      box.blur();
    } else if (event.key === "Enter" && document.activeElement === box) {
      one("#tables").scrollIntoView();
    }
  });

  // A link leads to its place even where that is hidden by a search or inside a closed block.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest(".gone")) clear();
    const block = target.closest("details");
    if (block) block.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();
  addEventListener("beforeprint", () => all("details").forEach((block) => { block.open = true; }));
})();
