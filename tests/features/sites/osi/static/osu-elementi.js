"use strict";
// Vietnes sastāvdaļas: viss tiek uzbūvēts pārlūkā, lai redaktoram būtu jāraksta tikai saturs.
const el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};
const shadow = (host) => host.shadowRoot || host.attachShadow({ mode: "open" });

const MENU = [["Jaunumi", "/jaunumi"], ["Dome", "/dome"], ["Lemjam kopā", "/lidzdaliba"], ["Pakalpojumi", "/pakalpojumi"],
  ["Plānošana", "/planosana"], ["Atvērtie dati", "/atvertie-dati"], ["Kontakti", "/kontakti"]];

customElements.define("os-galvene", class extends HTMLElement {
  connectedCallback() {
    const list = el("ul");
    for (const [name, href] of MENU) list.append(el("li", {}, el("a", { href }, name)));
    shadow(this).append(el("header", {}, el("a", { href: "/" }, "Ošu novads"), el("nav", { "aria-label": "Izvēlne" }, list),
      el("a", { href: "/ru", lang: "ru", hreflang: "ru" }, "По-русски"), el("button", { type: "button", title: "Teksta izmērs" }, "Aa")));
  }
});

// Ikonas bez teksta: nosaukumu dod tikai aria-label vai klase.
const ICONS = [["f", "https://www.facebook.com/profile.php?id=100064455667788", "Ošu novada pašvaldība Facebook"],
  ["yt", "https://www.youtube.com/channel/UCosu7novads9Dome1234567", ""], ["tt", "https://www.tiktok.com/@osu.novads", "Ošu novads TikTok"],
  ["tg", "https://t.me/s/osunovads", ""], ["wa", "https://whatsapp.com/channel/0029VaOsuNovads26", "Ošu novada kanāls"]];

customElements.define("os-kajene", class extends HTMLElement {
  connectedCallback() {
    const icons = el("div", { class: "ikonas" });
    for (const [kind, href, label] of ICONS) {
      const link = el("a", { class: "ikona ikona-" + kind, href, rel: "me" });
      if (label) link.setAttribute("aria-label", label);
      icons.append(link);
    }
    shadow(this).append(el("footer", {}, icons,
      el("p", {}, el("a", { href: "/privatums" }, "Kā glabājam jūsu datus"), " ", el("a", { href: "/pieklustamiba" }, "Piekļūstamība"), " ",
        el("a", { href: "/sitemap.xml" }, "XML")),
      el("p", { class: "autori" }, "Dizains: " + this.dataset.dizains + ", tālr. 67000000 ",
        el("a", { href: "https://www.linkedin.com/company/bitu-darbnica" }, "in"), " ", el("a", { href: "https://x.com/bitudarbnica" }, "X"))));
  }
});

customElements.define("os-akordeons", class extends HTMLElement {
  connectedCallback() {
    const root = shadow(this);
    this.querySelectorAll("template").forEach((template, number) => {
      const panel = el("div", { id: "p" + number, role: "region", hidden: "" }, template.content.cloneNode(true));
      const button = el("button", { type: "button", "aria-expanded": "false", "aria-controls": "p" + number }, template.dataset.nosaukums);
      button.addEventListener("click", () => { panel.hidden = !panel.hidden; button.setAttribute("aria-expanded", String(!panel.hidden)); });
      root.append(el("h2", {}, button), panel);
    });
  }
});

customElements.define("os-cilnes", class extends HTMLElement {
  connectedCallback() {
    const root = shadow(this);
    const list = el("div", { role: "tablist" });
    const panels = [];
    root.append(list);
    this.querySelectorAll("template").forEach((template, number) => {
      const panel = el("div", { role: "tabpanel" }, template.content.cloneNode(true));
      panel.hidden = number > 0;
      panels.push(panel);
      const tab = el("button", { type: "button", role: "tab" }, template.dataset.nosaukums);
      tab.addEventListener("click", () => panels.forEach((other) => { other.hidden = other !== panel; }));
      list.append(tab);
      root.append(panel);
    });
  }
});

customElements.define("os-ekrans", class extends HTMLElement {
  connectedCallback() {
    shadow(this).append(el("iframe", { src: "https://www.youtube.com/embed/live_stream?channel=" + this.dataset.kanals,
      title: "Domes sēde šobrīd", width: "640", height: "360", loading: "lazy" }));
  }
});

customElements.define("os-laiki", class extends HTMLElement {
  connectedCallback() {
    shadow(this).append(el("a", { class: "poga", href: this.dataset.adrese }, "Atrast brīvu vizītes laiku"));
  }
});

customElements.define("os-saite", class extends HTMLElement {
  connectedCallback() { shadow(this).append(el("a", { href: this.dataset.uz }, this.dataset.vards)); }
});

customElements.define("os-dalies", class extends HTMLElement {
  connectedCallback() {
    const address = encodeURIComponent(this.dataset.adrese);
    shadow(this).append("Pārsūti tālāk: ", el("a", { href: "https://www.draugiem.lv/say/ext/add.php?link=" + address }, "Draugiem.lv"), " ",
      el("a", { href: "https://twitter.com/intent/tweet?url=" + address }, "Čivini"), " ",
      el("a", { href: "https://www.linkedin.com/shareArticle?mini=true&url=" + address }, "LinkedIn"));
  }
});

customElements.define("os-vestnesis", class extends HTMLElement {
  connectedCallback() {
    shadow(this).append(el("form", { action: this.dataset.darbiba, method: "post" }, el("h2", {}, this.dataset.virsraksts),
      el("p", {}, "Reizi mēnesī – svarīgākais vienā vēstulē."),
      el("label", {}, "E-pasts ", el("input", { type: "email", name: "epasts", required: "" })), el("button", {}, "Gribu saņemt vēstkopu")));
  }
});

customElements.define("os-jaunumu-lente", class extends HTMLElement {
  async connectedCallback() {
    const items = await (await fetch(this.dataset.avots)).json();
    const list = el("ul");
    for (const item of items) list.append(el("li", {}, el("time", {}, item.d), " ", el("a", { href: item.u }, item.v)));
    this.append(el("h2", {}, "Jaunākais"), list);
  }
});
