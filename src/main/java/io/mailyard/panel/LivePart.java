package io.mailyard.panel;

import io.mailyard.http.EventFeed;
import io.mailyard.http.HttpReply;
import io.mailyard.http.ServerEvent;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * A part of a page that is kept up to date: written anew at each look, sent where it differs. It
 * ends with the session of whoever reads it.
 */
final class LivePart implements EventFeed {
    /** Often enough for a person; each look is a call or two. */
    static final Duration PAUSE = Duration.ofMillis(1500);

    private final String event;
    private final Supplier<String> html;
    private String sent = "";

    private LivePart(String event, Supplier<String> html) {
        this.event = event;
        this.html = html;
    }

    /** A stream of one part, named as the page's {@code data-event}. */
    static HttpReply stream(SignedIn signedIn, String event, Supplier<String> html) {
        return new HttpReply.Events(signedIn.person().csrf(), new LivePart(event, html));
    }

    @Override
    public List<ServerEvent> next() throws EndOfEvents {
        String now;
        try {
            now = html.get();
        } catch (Calls.SessionOver | SignedIn.CallRefused over) {
            throw new EndOfEvents();
        }
        if (now.equals(sent)) {
            return List.of();
        }
        sent = now;
        return List.of(new ServerEvent(event, now));
    }

    @Override
    public Duration pause() {
        return PAUSE;
    }
}
