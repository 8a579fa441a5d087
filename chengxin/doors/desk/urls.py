"""The pages of the desk."""

from django.urls import path

from chengxin.doors.desk.pages import account, classing, look, people, signing, start
from chengxin.doors.desk.pages.cases import acts, case, letters, listing

urlpatterns = [
    path("", start.start, name="start"),
    path("post", start.choose_post, name="choose-post"),
    path("sign-in", signing.sign_in, name="sign-in"),
    path("sign-in/second", signing.second, name="second"),
    path("sign-out", signing.sign_out, name="sign-out"),
    path("activate", signing.activate, name="activate"),
    path("activate/finish", signing.activate_finish, name="activate-finish"),
    path("display", look.display_settings, name="display"),
    path("look", look.parts, name="look"),
    path("account", account.account, name="account"),
    path("account/password", account.password, name="password"),
    path("account/factor", account.factor, name="factor"),
    path("account/factor/finish", account.factor_finish, name="factor-finish"),
    path("account/codes", account.codes, name="codes"),
    path("account/sessions/<int:number>/end", account.end_session, name="end-session"),
    path("account/sessions/end-others", account.end_others, name="end-others"),
    path("people", people.people, name="people"),
    path("people/new", people.new_person, name="new-person"),
    path("people/posts", people.posts, name="posts"),
    path("people/roles", people.roles, name="roles"),
    path("people/<int:number>", people.person, name="person"),
    path("people/<int:number>/appoint", people.appoint, name="appoint"),
    path("people/appointments/<int:number>/decide", people.decide, name="decide"),
    path("people/appointments/<int:number>/hand-over", people.hand_over, name="hand-over"),
    path("cases", listing.cases, name="cases"),
    path("cases/new", listing.open_case, name="case-open"),
    path("cases/<int:number>", case.case, name="case"),
    path("cases/<int:number>/may", case.panel, name="case-panel"),
    path("cases/<int:number>/draft", acts.draft, name="case-draft"),
    path("cases/<int:number>/step", acts.step, name="case-step"),
    path("cases/<int:number>/take-back", acts.take_back, name="case-take-back"),
    path("cases/<int:number>/decide", acts.decide, name="case-decide"),
    path("cases/<int:number>/end", acts.end, name="case-end"),
    path("cases/<int:number>/letters", letters.make, name="case-make-letter"),
    path("cases/acts/<int:number>/file", acts.file, name="case-file"),
    path("cases/letters/<int:number>", letters.letter, name="case-letter"),
    path("cases/letters/<int:number>/receipt", letters.receipt, name="case-receipt"),
    path("cases/letters/<int:number>/serve", letters.serve, name="case-serve"),
    path("records/<int:number>/class", classing.classing, name="classing"),
]
