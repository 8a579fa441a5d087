// 通行密钥: asks the browser for a new passkey or an answer of one, and sends it with the form it belongs to.
// Without this script, or without passkeys in the browser, codes do the same.
(function () {
  "use strict";
  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (letter) { return letter.charCodeAt(0); });
  }
  function text(buffer) {
    var plain = "";
    new Uint8Array(buffer).forEach(function (byte) { plain += String.fromCharCode(byte); });
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function known(list) {
    return (list || []).map(function (one) { return { type: one.type, id: bytes(one.id) }; });
  }
  function told(found) {
    var said = { id: found.id, rawId: text(found.rawId), type: found.type, clientExtensionResults: {}, response: { clientDataJSON: text(found.response.clientDataJSON) } };
    ["attestationObject", "authenticatorData", "signature"].forEach(function (name) {
      if (found.response[name]) { said.response[name] = text(found.response[name]); }
    });
    return JSON.stringify(said);
  }
  function ask(form) {
    var options = JSON.parse(form.dataset.options);
    options.challenge = bytes(options.challenge);
    if (form.dataset.passkey === "new") {
      options.user.id = bytes(options.user.id);
      options.excludeCredentials = known(options.excludeCredentials);
      return navigator.credentials.create({ publicKey: options });
    }
    options.allowCredentials = known(options.allowCredentials);
    return navigator.credentials.get({ publicKey: options });
  }
  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    if (!window.PublicKeyCredential) { return; }
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      if (form.elements.answer.value) { return; }
      event.preventDefault();
      form.querySelector("[role=alert]").hidden = true;
      ask(form).then(function (found) {
        form.elements.answer.value = told(found);
        form.submit();
      }).catch(function () {
        form.querySelector("[role=alert]").hidden = false;
      });
    });
  });
})();
