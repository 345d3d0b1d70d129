(function () {
  var root = document.getElementById("root");

  function make(tag, attributes, children) {
    var element = document.createElement(tag);
    Object.keys(attributes).forEach(function (name) { element.setAttribute(name, attributes[name]); });
    element.append.apply(element, children || []);
    return element;
  }

  function menu(items) {
    return items.map(function (item) {
      var attributes = { href: item.path };
      if (item.path === location.pathname) attributes["aria-current"] = "page";
      return make("li", {}, [make("a", attributes, [item.text])]);
    });
  }

  function draw(told) {
    var main = make("main", { id: "saturs", tabindex: "-1" });
    main.innerHTML = told.html;
    main.prepend(make("h1", {}, [told.title]));
    root.replaceChildren(
      make("header", {}, [
        make("a", { href: "/", "class": "brand" }, [make("img", { src: "/cerini.svg", alt: "", width: "48", height: "48" }), told.name]),
        make("nav", { "aria-label": "Galvenā izvēlne" }, [make("ul", {}, menu(told.menu))])
      ]),
      main,
      make("footer", {}, [
        make("p", {}, [told.footer]),
        make("ul", {}, menu([
          { path: "/pieklustamibas-pazinojums", text: "Piekļūstamības paziņojums" },
          { path: "/privatums", text: "Privātuma politika" },
          { path: "https://www.facebook.com/cerinunovads", text: "Facebook" },
          { path: "https://www.instagram.com/cerinunovads", text: "Instagram" },
          { path: "https://www.draugiem.lv/cerinunovads/", text: "Draugiem.lv" },
          { path: "https://t.me/cerinunovads", text: "Telegram" }
        ]))
      ])
    );
    document.title = told.title + " | " + told.name;
  }

  function show() {
    // The wait stands for the slow start of a real application.
    setTimeout(function () {
      var asked = new URLSearchParams(location.search);
      asked.set("path", location.pathname);
      fetch("/api/lapa?" + asked).then(function (answer) { return answer.json(); }).then(draw);
    }, 150);
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href]");
    if (!link || link.origin !== location.origin || /\.\w+$/.test(link.pathname) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    history.pushState(null, "", link.href);
    show();
    scrollTo(0, 0);
  });
  addEventListener("popstate", show);
  show();
})();
