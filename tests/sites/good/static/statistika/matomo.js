/* Stands in for the statistics tool: it counts nothing. */
window._paq = { push: function () {} };
