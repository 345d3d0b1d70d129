"use strict";
// Sīkdatņu siena, apmeklējuma uzskaite un saruna ar speciālistu.
document.addEventListener("DOMContentLoaded", () => {
  const wall = document.createElement("div");
  wall.className = "siena";
  wall.setAttribute("role", "dialog");
  wall.setAttribute("aria-label", "Sīkdatnes");
  wall.innerHTML = '<p>Mēs lietojam sīkdatnes, lai vietne strādātu un lai saskaitītu apmeklētājus. <a href="/privatums">Uzzināt vairāk</a></p>' +
    '<button type="button" data-izvele="visas">Atļaut visas</button> <button type="button" data-izvele="vajadzigas">Tikai vajadzīgās</button>';
  wall.addEventListener("click", (event) => {
    if (!event.target.dataset.izvele) return;
    wall.remove();
  });
  document.body.append(wall);

  // Matomo skaita bez sīkdatnēm, kamēr apmeklētājs nav piekritis.
  const { matomoUrl, matomoId } = document.body.dataset;
  window._paq = window._paq || [];
  window._paq.push(["requireCookieConsent"], ["setTrackerUrl", matomoUrl + "matomo.php"], ["setSiteId", matomoId], ["trackPageView"]);
  const counter = document.createElement("script");
  counter.async = true;
  counter.src = matomoUrl + "matomo.js";
  document.head.append(counter);

  const talk = document.createElement("button");
  talk.type = "button";
  talk.className = "saruna";
  talk.textContent = "Saruna ar klientu konsultanti";
  talk.title = "Darbdienās 9.00–16.00 atbild cilvēks";
  document.body.append(talk);
  window.Tawk_API = window.Tawk_API || {};
  const tawk = document.createElement("script");
  tawk.async = true;
  tawk.src = "https://embed.tawk.to/64f0a1b2c3d4e5f6a7b8c9d0/1h9osunov";
  document.head.append(tawk);
});
