package io.mailyard.notices;

import io.mailyard.templates.Language;
import java.util.List;

/**
 * What a notice says, before it is laid out as text and as HTML.
 *
 * @param greeting the first line
 * @param opening the paragraphs before the button
 * @param action what the button says
 * @param link where it leads
 * @param linkHint said above the link written out
 * @param actionNotes the paragraphs after the button
 * @param factsTitle said above the facts
 * @param facts a small table, such as who asked for this
 * @param closing the paragraphs after the facts
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

    /** The letter as plain text, lines ending in LF. */
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
