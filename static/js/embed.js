// The loader: puts the check into <alliance-check> and <div data-alliance-check>, at its true height.
(() => {
  if (customElements.get("alliance-check")) return; // already here
  const home = new URL(".", document.currentScript.src);
  const languages = ["en"]; // the server writes the languages it speaks here
  const passed = ["source", "accent", "radius", "scheme", "start", "test"];
  const frames = new Map(); // iframe → its element, and what that was told last

  const said = (element, name) => element.getAttribute(name) ?? element.getAttribute(`data-${name}`);

  function languageFor(element) {
    const around = element.parentElement?.closest("[lang]");
    const wished = [said(element, "lang"), around?.lang, ...navigator.languages];
    const codes = wished.map((tag) => (tag ?? "").slice(0, 2).toLowerCase());
    return codes.find((code) => languages.includes(code)) ?? languages[0];
  }

  function addressFor(element) {
    const address = new URL(`${languageFor(element)}/?embed=1`, home);
    for (const name of passed) {
      const value = said(element, name);
      if (value) address.searchParams.set(name, value);
    }
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (/^utm_(source|medium|campaign)$/.test(name)) address.searchParams.set(name, value.slice(0, 99));
    }
    return address;
  }

  function fill(element) {
    const frame = document.createElement("iframe");
    frame.title = "Alliance Check";
    frame.loading = "lazy";
    frame.allow = "clipboard-write";
    Object.assign(frame.style, { display: "block", width: "100%", height: "640px", border: "0" });
    let pages = 0;
    frame.addEventListener("load", () => {
      frame.contentWindow.postMessage({ allianceCheck: 1, type: "hello" }, home.origin);
      if (pages++) reveal(frame);
    });
    frame.src = addressFor(element);
    frames.set(frame, { element, told: {} });
    element.replaceChildren(frame);
  }

  const does = {
    height: (frame, { height }) => {
      if (height > 0 && height < 30000) frame.style.height = `${Math.ceil(height)}px`;
    },
    ready: (frame) => tell(frame, "ready", {}),
    step: (frame, { step }) => tell(frame, "step", { step: Number(step) }),
    reveal,
    complete: (frame, { level }) => tell(frame, "complete", { level: level && Number(level) }),
  };

  // A page that comes back is no news.
  function tell(frame, type, detail) {
    const { element, told } = frames.get(frame);
    const news = JSON.stringify(detail);
    if (type !== "step" && told[type] === news) return;
    told[type] = news;
    element.dispatchEvent(new CustomEvent(`alliance-check:${type}`, { bubbles: true, detail }));
  }

  function reveal(frame) {
    if (frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
  }

  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== home.origin || data?.allianceCheck !== 1) return;
    const frame = [...frames.keys()].find((each) => each.contentWindow === source);
    if (frame && Object.hasOwn(does, data.type)) does[data.type](frame, data);
  });

  customElements.define("alliance-check", class extends HTMLElement {
    connectedCallback() {
      this.style.display = "block";
      fill(this);
    }
  });

  function look() {
    for (const frame of frames.keys()) if (!frame.isConnected) frames.delete(frame);
    const filled = [...frames.values()].map(({ element }) => element);
    for (const element of document.querySelectorAll("[data-alliance-check]")) {
      if (!filled.includes(element)) fill(element);
    }
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
  look();
})();
