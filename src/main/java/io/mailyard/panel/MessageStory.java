package io.mailyard.panel;

import java.util.List;

/**
 * The life of one recipient's mail, as a page shows it.
 *
 * @param next when it is tried again, such as {@code in 12 min}; empty: it is not
 * @param keeps what keeps it; empty: nothing
 * @param tryNow address of the question; empty: it does not wait, or the person may not
 * @param links what leads elsewhere from here
 */
public record MessageStory(
        long recipient,
        String address,
        Badge badge,
        String next,
        String keeps,
        String tryNow,
        List<StoryLink> links,
        List<StoryEntry> entries) {

    /** A link of one click. */
    public record StoryLink(String label, String icon, String address) {}

    /** A name with a value; with {@code address} it leads there. */
    public record StoryFact(String name, String value, String address) {}

    /**
     * Something that happened.
     *
     * @param kind the class of its colours: good, bad, warn or off
     * @param strong whether it stands out: a failure
     * @param waited the time that passed since the last one; empty: no wait
     * @param exact when, to the millisecond
     * @param utc the same in UTC
     * @param relative the same as seen from now
     * @param answer the host's words; empty: none
     * @param by whose words they are
     * @param conversation its number; 0: none was recorded
     */
    public record StoryEntry(
            String kind,
            String icon,
            String title,
            boolean strong,
            String waited,
            String exact,
            String utc,
            String relative,
            String answer,
            String by,
            List<StoryFact> facts,
            List<StoryLink> links,
            String conversation) {}
}
