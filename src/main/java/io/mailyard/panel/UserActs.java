package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is done to a user after a question. */
final class UserActs {
    private final Questions questions;

    UserActs(Questions questions) {
        this.questions = questions;
    }

    HttpReply ask(SignedIn signedIn) {
        UserAct act = asked(signedIn);
        signedIn.mustBeAllowed(act.call());
        return questions.ask(signedIn, question(signedIn, act));
    }

    HttpReply act(SignedIn signedIn) {
        UserAct act = asked(signedIn);
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

    private static UserAct asked(SignedIn signedIn) {
        return UserAct.of(signedIn.visit().part("act")).orElseThrow(Panel.NoPage::new);
    }

    private static Question question(SignedIn signedIn, UserAct act) {
        Translations words = signedIn.words();
        Value.Members user = UserPages.user(signedIn);
        String login = Values.text(user, "username");
        String path = UserPages.path(signedIn) + "/" + Values.number(user, "id");
        Question question =
                new Question(
                        Section.ACCOUNTS,
                        words.text("user.ask." + act.word(), login),
                        path + "/" + act.word(),
                        path,
                        act.call(),
                        params(signedIn, user, act),
                        _ -> effects(words, user, act),
                        act == UserAct.DELETE,
                        act.label(words),
                        act.isDangerous(),
                        false);
        return act == UserAct.DELETE
                ? question.typed(login, words.text("user.typed", login))
                : question;
    }

    private static Value.Members params(SignedIn signedIn, Value.Members user, UserAct act) {
        Map<String, Value> params = new LinkedHashMap<>(UserPages.keys(signedIn, user).values());
        if (act == UserAct.ACTIVATE || act == UserAct.DEACTIVATE) {
            params.put("active", new Value.Flag(act == UserAct.ACTIVATE));
        }
        return new Value.Members(params);
    }

    private static List<String> effects(Translations words, Value.Members user, UserAct act) {
        return List.of(words.text("user.ask." + act.word() + ".text", Values.text(user, "email")));
    }
}
