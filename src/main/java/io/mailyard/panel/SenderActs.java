package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;

/** Deleting a sender and bringing it back: first what it would do. */
final class SenderActs {
    private final Questions questions;

    SenderActs(Questions questions) {
        this.questions = questions;
    }

    void addTo(PanelRoutes routes) {
        String path = SenderHead.PATH + "/{id}/";
        routes.get(path + "delete", signedIn -> questions.ask(signedIn, deletion(signedIn)))
                .post(path + "delete", this::delete)
                .get(path + "restore", signedIn -> questions.ask(signedIn, restore(signedIn)))
                .post(path + "restore", this::bringBack);
    }

    private static Question deletion(SignedIn signedIn) {
        SenderHead head = SenderHead.of(signedIn, "");
        String path = SenderHead.path(head.head().id());
        Translations words = signedIn.words();
        return Question.deletion(
                Section.SENDERS,
                words.text("ask.delete", head.head().title()),
                path + "/delete",
                path,
                "senders/delete",
                Values.members("id", head.head().id()),
                foreseen -> effects(words, foreseen, "sender.delete.always"),
                words);
    }

    private HttpReply delete(SignedIn signedIn) {
        return questions.act(
                signedIn,
                deletion(signedIn),
                _ -> {
                    long id = AccountPages.id(signedIn.visit());
                    return Html.redirect(
                            signedIn.visit(),
                            ReceiptPages.after(
                                    signedIn,
                                    "sender_id",
                                    id,
                                    SenderHead.path(id) + "?done=deleted"));
                });
    }

    private static Question restore(SignedIn signedIn) {
        SenderHead head = SenderHead.of(signedIn, "");
        String path = SenderHead.path(head.head().id());
        Translations words = signedIn.words();
        return new Question(
                Section.SENDERS,
                words.text("ask.restore", head.head().title()),
                path + "/restore",
                path,
                "senders/undelete",
                Values.members("id", head.head().id()),
                foreseen -> effects(words, foreseen, "sender.restore.always"),
                false,
                words.text("act.restore"),
                false,
                false);
    }

    private HttpReply bringBack(SignedIn signedIn) {
        return questions.act(
                signedIn,
                restore(signedIn),
                _ ->
                        Html.redirect(
                                signedIn.visit(),
                                SenderHead.path(AccountPages.id(signedIn.visit()))
                                        + "?done=restored"));
    }

    /** Effects on mail that the dry run of a change of a sender or node foresees. */
    static List<String> effects(Translations words, CallResult foreseen, String always) {
        Value.Members impact = Values.object(foreseen.envelope(), "impact");
        List<String> effects = new ArrayList<>();
        effects.add(words.count("impact.accounts", Values.number(impact, "accounts")));
        effects.addAll(counted(words, impact, List.of("messages", "rules", "without_sender")));
        effects.add(words.text(always));
        return effects;
    }

    /**
     * Effects on mail of a change of a virtual sender, whose account and rules are known, as its
     * dry run foresees them.
     */
    static List<String> ofMail(Translations words, CallResult foreseen, String always) {
        Value.Members impact = Values.object(foreseen.envelope(), "impact");
        List<String> effects =
                new ArrayList<>(counted(words, impact, List.of("messages", "without_sender")));
        effects.add(words.text(always));
        return effects;
    }

    /** Numbers of an impact in words; of those that are 0 the messages alone. */
    private static List<String> counted(
            Translations words, Value.Members impact, List<String> members) {
        List<String> counted = new ArrayList<>();
        for (String member : members) {
            long number = Values.number(impact, member);
            if (number > 0 || member.equals("messages")) {
                counted.add(words.count("impact." + member, number));
            }
        }
        return counted;
    }
}
