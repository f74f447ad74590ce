/* Runs before the first paint: the chosen theme, and the mark that scripts run here. The rest is in app.js. */
(function (root) {
  root.classList.add('js');
  var theme = null;
  try { theme = localStorage.getItem('theme'); } catch (_) { /* storage may be forbidden */ }
  if (!theme) theme = (/(?:^|; )theme=(light|dark)/.exec(document.cookie) || [])[1];
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  else if (theme === 'auto') delete root.dataset.theme;
})(document.documentElement);
