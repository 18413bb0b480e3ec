package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.AskView.AskField;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.wire.Value;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Acts that are done to a user after a question. */
final class UserActs {
    private static final String MAY_CHANGE = "may_change";

    private final PageRenderer pages;
    private final Questions questions;

    UserActs(PageRenderer pages, Questions questions) {
        this.pages = pages;
        this.questions = questions;
    }

    HttpReply ask(SignedIn signedIn) {
        UserAct act = asked(signedIn);
        signedIn.mustBeAllowed(act.call());
        return questions.ask(signedIn, question(signedIn, act));
    }

    HttpReply act(SignedIn signedIn) {
        UserAct act = asked(signedIn);
        if (act == UserAct.ENTER) {
            return enter(signedIn);
        }
        Value.Members user = UserPages.user(signedIn);
        String path = UserPages.path(signedIn);
        String to =
                act == UserAct.DELETE
                        ? path + "?done=user_delete"
                        : path + "/" + Values.number(user, "id") + "?done=user_" + act.word();
        return questions.act(
                signedIn,
                question(signedIn, act),
                act == UserAct.DELETE
                        ? UserPages.typed(signedIn, Values.text(user, "username"))
                        : List.of(),
                _ -> Html.redirect(signedIn.visit(), to));
    }

    /** Leads to the portal, where the code that the call answers is used up. */
    private HttpReply enter(SignedIn signedIn) {
        return questions.act(
                signedIn,
                question(signedIn, UserAct.ENTER),
                signedIn.visit().field("reason").isBlank()
                        ? List.of(new Fault("reason", signedIn.words().text("user.enter.noreason")))
                        : List.of(),
                entry -> entered(signedIn, Values.text(entry.object(), "url")));
    }

    /** A form leads to no other host, as the pages' policy has it: a link does. */
    private HttpReply entered(SignedIn signedIn, String url) {
        Visit visit = signedIn.visit();
        boolean here =
                visit.request()
                        .header("Host")
                        .filter(host -> host.equalsIgnoreCase(URI.create(url).getRawAuthority()))
                        .isPresent();
        return here || visit.isPartial()
                ? Html.redirect(visit, url)
                : Html.page(
                        200,
                        pages.html(
                                "enter",
                                pages.frame(signedIn, Section.ACCOUNTS),
                                "url",
                                url,
                                "back",
                                UserPages.path(signedIn)));
    }

    private static UserAct asked(SignedIn signedIn) {
        return UserAct.of(signedIn.visit().part("act")).orElseThrow(Panel.NoPage::new);
    }

    private static Question question(SignedIn signedIn, UserAct act) {
        Translations words = signedIn.words();
        Value.Members user = UserPages.user(signedIn);
        String login = Values.text(user, "username");
        String path = UserPages.path(signedIn) + "/" + Values.number(user, "id");
        if (act == UserAct.ENTER) {
            return new Question(
                    Section.ACCOUNTS,
                    words.text("user.ask.enter", login),
                    path + "/enter",
                    path,
                    act.call(),
                    params(signedIn, user, act),
                    _ -> effects(words, user, act),
                    false,
                    asked(signedIn.visit(), words),
                    act.label(words),
                    act.isDangerous(),
                    false);
        }
        Question question =
                new Question(
                        Section.ACCOUNTS,
                        words.text("user.ask." + act.word(), login),
                        path + "/" + act.word(),
                        path,
                        act.call(),
                        params(signedIn, user, act),
                        _ -> losses(signedIn, user, act),
                        act.isExplained(),
                        act.label(words),
                        act.isDangerous(),
                        false);
        return act == UserAct.DELETE
                ? question.typed(login, words.text("user.typed", login))
                : question;
    }

    /** Whether more than looking is allowed, and why. */
    private static List<AskField> asked(Visit visit, Translations words) {
        return List.of(
                new AskField(
                        MAY_CHANGE,
                        words.text("user.enter.changes"),
                        "",
                        visit.field(MAY_CHANGE),
                        false,
                        false,
                        10,
                        List.of(
                                new SelectOption("", words.text("user.enter.look")),
                                new SelectOption("true", words.text("user.enter.change")))),
                new AskField(
                        "reason",
                        words.text("ask.why"),
                        words.text("user.enter.why"),
                        visit.field("reason"),
                        true,
                        true,
                        500));
    }

    private static Value.Members params(SignedIn signedIn, Value.Members user, UserAct act) {
        Map<String, Value> params = new LinkedHashMap<>(UserPages.keys(signedIn, user).values());
        if (act == UserAct.ACTIVATE || act == UserAct.DEACTIVATE) {
            params.put("active", new Value.Flag(act == UserAct.ACTIVATE));
        }
        if (act == UserAct.ENTER) {
            String reason = signedIn.visit().field("reason").strip();
            params.put(
                    MAY_CHANGE, new Value.Flag(signedIn.visit().field(MAY_CHANGE).equals("true")));
            // before the question is answered nothing stands there, which the call refuses
            params.put("reason", new Value.Text(reason.isEmpty() ? "-" : reason));
        }
        return new Value.Members(params);
    }

    /** Effects of an act, with the number of sessions that it ends. */
    private static List<String> losses(SignedIn signedIn, Value.Members user, UserAct act) {
        Translations words = signedIn.words();
        List<String> losses = new ArrayList<>();
        if (act.isExplained()) {
            Map<String, Value> of = new LinkedHashMap<>(UserPages.keys(signedIn, user).values());
            of.put("limit", new Value.Numeral("1"));
            CallResult open = signedIn.call("accounts/users/sessions/list", new Value.Members(of));
            losses.add(words.count("user.ask.ended", open.number("total_count")));
        }
        losses.addAll(effects(words, user, act));
        return losses;
    }

    private static List<String> effects(Translations words, Value.Members user, UserAct act) {
        return List.of(words.text("user.ask." + act.word() + ".text", Values.text(user, "email")));
    }
}
