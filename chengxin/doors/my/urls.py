"""The pages of the subjects' side."""

from django.urls import path

from chengxin.doors.my.pages import account, agents, archive, choosing, held, identity, looks, messages, signing

urlpatterns = [
    path("", archive.start, name="start"),
    path("letters/<int:number>", archive.letter, name="letter"),
    path("copy", archive.copy, name="copy"),
    path("copy/pdf", archive.copy_pdf, name="copy-pdf"),
    path("copy/json", archive.copy_json, name="copy-json"),
    path("looks", looks.looks, name="looks"),
    path("looks/json", looks.as_data, name="looks-json"),
    path("looks/<int:number>/ask", looks.ask, name="ask"),
    path("agents", agents.agents, name="agents"),
    path("agents/new", agents.new_mandate, name="new-mandate"),
    path("agents/<int:number>/end", agents.end_mandate, name="end-mandate"),
    path("consents/new", agents.new_consent, name="new-consent"),
    path("consents/<int:number>/end", agents.end_consent, name="end-consent"),
    path("consents/held", held.held, name="held"),
    path("consents/held/<int:number>", held.look, name="held-look"),
    path("messages", messages.messages, name="messages"),
    path("messages/mail", messages.mail, name="mail"),
    path("display", choosing.display_settings, name="display"),
    path("for", choosing.choose, name="choose"),
    path("sign-in", signing.sign_in, name="sign-in"),
    path("sign-in/second", signing.second, name="second"),
    path("sign-in/identity", identity.leave, name="identity"),
    path("sign-in/identity/back", identity.back, name="identity-back"),
    path("sign-in/identity/ended", identity.ended, name="identity-ended"),
    path("sign-out", signing.sign_out, name="sign-out"),
    path("activate", signing.activate, name="activate"),
    path("account", account.account, name="account"),
    path("account/password", account.password, name="password"),
    path("account/factor", account.factor, name="factor"),
    path("account/close", account.close, name="close"),
    path("account/sessions/<int:number>/end", account.end_session, name="end-session"),
]
