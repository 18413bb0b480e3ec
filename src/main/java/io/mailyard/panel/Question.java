package io.mailyard.panel;

import io.mailyard.base.Sha256;
import io.mailyard.http.Query;
import io.mailyard.panel.AskView.AskField;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.util.List;
import java.util.function.Function;

/**
 * Something to do that is asked about first.
 *
 * @param action where the answer is sent
 * @param back where "cancel" leads
 * @param call what is called when the answer is yes, with {@code params}
 * @param effects what it would do, a sentence each, from the call's dry run
 * @param explained whether a reason is asked for, which the audit keeps
 * @param fields what else the act is told; {@code params} have it
 * @param danger whether the button is red, and the password is asked for
 * @param whole whether what follows is a page of its own
 * @param typed what must be typed before the act is done, which its caller checks; empty: nothing
 */
record Question(
        PageSection section,
        String title,
        String action,
        String back,
        String call,
        Value.Members params,
        Function<CallResult, List<String>> effects,
        boolean explained,
        List<AskField> fields,
        String submit,
        boolean danger,
        boolean whole,
        String typed,
        String typedLabel) {
    /**
     * Parameter in {@code action} that names the form, so that two parallel answers do one thing.
     */
    static final String KEY = "form";

    Question(
            PageSection section,
            String title,
            String action,
            String back,
            String call,
            Value.Members params,
            Function<CallResult, List<String>> effects,
            boolean explained,
            List<AskField> fields,
            String submit,
            boolean danger,
            boolean whole) {
        this(
                section, title, action, back, call, params, effects, explained, fields, submit,
                danger, whole, "", "");
    }

    Question(
            PageSection section,
            String title,
            String action,
            String back,
            String call,
            Value.Members params,
            Function<CallResult, List<String>> effects,
            boolean explained,
            String submit,
            boolean danger,
            boolean whole) {
        this(
                section, title, action, back, call, params, effects, explained, List.of(), submit,
                danger, whole);
    }

    /** Whether the password is asked for, where it was not given lately. */
    boolean needsPassword() {
        return danger || call.equals(UserAct.ENTER.call()) || call.equals(BulkList.SENDERS.call());
    }

    /**
     * Under which its call is made once, however often the same answer is sent; empty: each time.
     * Another answer, as after "back", is another call.
     */
    String key(Value.Members answer) {
        String query = action.substring(action.indexOf('?') + 1);
        return Query.first(query, KEY)
                .filter(key -> key.matches("[0-9a-f-]{36}"))
                .map(key ->
                        key
                                + "-"
                                + Sha256.hex(
                                        JsonText.write(out -> answer.values().forEach(out::value))))
                .orElse("");
    }

    /** Returns this question, asked with a word to type. */
    Question typed(String word, String label) {
        return new Question(
                section, title, action, back, call, params, effects, explained, fields, submit,
                danger, whole, word, label);
    }

    /** A deletion, which is never undone. */
    static Question deletion(
            PageSection section,
            String title,
            String action,
            String back,
            String call,
            Value.Members params,
            Function<CallResult, List<String>> effects,
            Translations words) {
        return new Question(
                section,
                title,
                action,
                back,
                call,
                params,
                effects,
                true,
                words.text("act.delete"),
                true,
                false);
    }
}
