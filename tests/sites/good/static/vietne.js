(function () {
  var bar = document.querySelector("[data-cookies]");
  if (bar) {
    if (document.cookie.indexOf("sikdatnes=") >= 0) bar.hidden = true;
    bar.querySelectorAll("button").forEach(function (button) {
      button.addEventListener("click", function () {
        document.cookie = "sikdatnes=" + (button.className ? "ne" : "ja") + "; path=/; max-age=31536000; SameSite=Lax";
        bar.hidden = true;
      });
    });
  }
  var chat = document.querySelector("[data-chat]");
  if (chat) {
    var answers = [
      [/laik|strādā|atvērt/i, "Klientu apkalpošanas centrs strādā darba dienās no plkst. 8.00."],
      [/tālrun|zvan|kontakt/i, "Mūsu tālrunis ir +371 60000001."],
      [/./, "Par to vislabāk pastāstīs kolēģi. Lūdzu, zvaniet pa tālruni +371 60000001."]
    ];
    var log = chat.querySelector("[role=log]");
    var say = function (who, text) {
      var line = document.createElement("p");
      var name = document.createElement("strong");
      name.textContent = who + ": ";
      line.append(name, text);
      log.append(line);
    };
    chat.querySelector("form").addEventListener("submit", function (event) {
      event.preventDefault();
      var field = event.target.elements.zina;
      say("Jūs", field.value);
      say("Avotiņš", answers.find(function (pair) { return pair[0].test(field.value); })[1]);
      field.value = "";
    });
  }
})();
