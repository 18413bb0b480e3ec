package io.mailyard.notices;

import io.mailyard.templates.Language;
import java.util.List;

/**
 * The content of a notice before it is laid out as text and as HTML.
 *
 * @param greeting the first line
 * @param opening the paragraphs before the button
 * @param action the button's label
 * @param link the button's target
 * @param linkHint the text above the written link
 * @param actionNotes the paragraphs after the button
 * @param factsTitle the title of the table
 * @param facts a small table, for example of who requested this
 * @param closing the paragraphs after the table; one that is an address alone becomes a link
 * @param footer the last line, small
 */
public record MailLayout(
        Language language,
        String subject,
        String greeting,
        List<String> opening,
        String action,
        String link,
        String linkHint,
        List<String> actionNotes,
        String factsTitle,
        List<Fact> facts,
        List<String> closing,
        String footer) {

    /** A row of the small table. */
    public record Fact(String name, String value) {}

    /** The notice as plain text, with lines ending in LF. */
    String text() {
        StringBuilder text = new StringBuilder();
        paragraph(text, greeting);
        opening.forEach(words -> paragraph(text, words));
        paragraph(text, action + ":\n" + link);
        actionNotes.forEach(words -> paragraph(text, words));
        StringBuilder rows = new StringBuilder(factsTitle);
        facts.forEach(
                fact -> rows.append("\n  ").append(fact.name()).append(": ").append(fact.value()));
        paragraph(text, rows.toString());
        closing.forEach(words -> paragraph(text, words));
        text.append("-- \n").append(footer).append('\n');
        return text.toString();
    }

    private static void paragraph(StringBuilder text, String words) {
        text.append(words).append("\n\n");
    }
}
