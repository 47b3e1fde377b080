// The loader: puts the check into <alliance-check> and <div data-alliance-check>, at its true height.
(() => {
  if (customElements.get("alliance-check")) return; // already here
  const home = new URL(".", document.currentScript.src);
  const languages = ["en"]; // the server writes the languages it speaks here
  const passed = ["source", "accent", "radius", "font", "scheme", "background", "header", "start", "test"];
  const frames = new Map(); // iframe → what was told of it

  const said = (element, name) => element.getAttribute(name) ?? element.getAttribute(`data-${name}`);

  function languageFor(element) {
    const around = element.parentElement?.closest("[lang]");
    const wished = [said(element, "lang"), around?.lang, ...navigator.languages, ...languages];
    return wished.map((tag) => tag?.slice(0, 2).toLowerCase()).find((tag) => languages.includes(tag));
  }

  function addressFor(element) {
    const address = new URL(`${languageFor(element)}/?embed=1`, home);
    const ask = (name, value) => value && address.searchParams.set(name, value.slice(0, 99));
    for (const name of passed) ask(name, said(element, name));
    if (said(element, "font") === "inherit") ask("font", getComputedStyle(element).fontFamily);
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (/^utm_(source|medium|campaign)$/.test(name)) ask(name, value);
    }
    return address;
  }

  function fill(element) {
    const frame = document.createElement("iframe");
    frame.title = "Alliance Check";
    frame.loading = "lazy";
    frame.allow = "clipboard-write;fullscreen";
    frame.style.cssText = "display:block;width:100%;height:640px;border:0";
    // Where its scheme is another than the page's, a browser puts an opaque ground under a frame.
    const scheme = said(element, "scheme");
    if (/^(light|dark)$/.test(scheme)) frame.style.colorScheme = scheme;
    let pages = 0;
    frame.addEventListener("load", () => {
      frame.contentWindow.postMessage({ allianceCheck: 1, type: "hello" }, home.origin);
      if (pages++) reveal(frame);
    });
    frame.src = addressFor(element);
    frames.set(frame, new Set());
    element.replaceChildren(frame);
  }

  // A page that comes back is no news.
  function tell(frame, type, detail) {
    const told = frames.get(frame);
    const news = type + JSON.stringify(detail);
    if (type !== "step" && told.has(news)) return;
    told.add(news);
    frame.parentElement.dispatchEvent(new CustomEvent(`alliance-check:${type}`, { bubbles: true, detail }));
  }

  function reveal(frame) {
    if (frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
  }

  addEventListener("message", ({ origin, source, data }) => {
    const frame = [...frames.keys()].find((each) => each.contentWindow === source);
    if (!frame || origin !== home.origin || data?.allianceCheck !== 1) return;
    const { type, height, step, level } = data;
    if (type === "height" && height > 0 && height < 30000) frame.style.height = `${Math.ceil(height)}px`;
    if (type === "reveal") reveal(frame);
    if (type === "ready") tell(frame, type, {});
    if (type === "step") tell(frame, type, { step: +step });
    if (type === "complete") tell(frame, type, { level: level && +level });
    if (type === "next" && /^(conversation|assessment|nothing)$/.test(step)) tell(frame, type, { step: String(step) });
  });

  customElements.define("alliance-check", class extends HTMLElement {
    connectedCallback() {
      this.style.display = "block";
      fill(this);
    }
  });

  function look() {
    for (const frame of frames.keys()) if (!frame.isConnected) frames.delete(frame);
    for (const element of document.querySelectorAll("[data-alliance-check]")) {
      if (!frames.has(element.firstChild)) fill(element);
    }
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
  look();
})();
