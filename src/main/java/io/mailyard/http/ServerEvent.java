package io.mailyard.http;

/**
 * One event of a stream.
 *
 * @param name the event's type, of letters, digits and {@code -}
 * @param data its text, of any number of lines
 */
public record ServerEvent(String name, String data) {
    public ServerEvent {
        if (!name.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("not a name of an event: " + name);
        }
    }

    /**
     * The event as it is sent: each line of the data is a field of its own, so that no event can be
     * forged.
     */
    String text() {
        StringBuilder text = new StringBuilder(data.length() + 64);
        text.append("event: ").append(name).append('\n');
        data.lines().forEach(line -> text.append("data: ").append(line).append('\n'));
        if (data.isEmpty()) {
            text.append("data:\n");
        }
        return text.append('\n').toString();
    }
}
