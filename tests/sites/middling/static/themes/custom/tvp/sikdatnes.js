(function () {
  var bar = document.querySelector("[data-cookies]");
  bar.querySelectorAll("button").forEach(function (button) {
    button.addEventListener("click", function () {
      if (button.hasAttribute("data-agree")) window.loadStatistics();
      bar.hidden = true;
    });
  });
})();
