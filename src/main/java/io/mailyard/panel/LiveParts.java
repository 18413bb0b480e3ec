package io.mailyard.panel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.http.EventFeed;
import io.mailyard.http.HttpReply;
import io.mailyard.http.ServerEvent;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Parts of pages that are kept up to date: looked at again and again, sent where they differ, until
 * the reader's session ends. Readers of the same part share each look.
 */
public final class LiveParts {
    /** Often enough for a person, who sees a change within two seconds. */
    private static final Duration PAUSE = Duration.ofMillis(1500);

    /** A look serves all readers for so long: less than the pause, so that it is new to each. */
    private static final Duration SHARED = Duration.ofMillis(1400);

    /** As many as there are streams at most, by default. */
    private static final int MOST_SHARED = 200;

    private final Cache<Key, String> looks =
            Caffeine.newBuilder().maximumSize(MOST_SHARED).expireAfterWrite(SHARED).build();
    private final PanelSession sessions;

    public LiveParts(PanelSession sessions) {
        this.sessions = sessions;
    }

    /** Readers with equal ones see the same. */
    private record Key(
            String address, String readers, String language, String zone, Set<String> scopes) {
        static Key of(SignedIn signedIn) {
            return new Key(
                    signedIn.visit().request().path(),
                    signedIn.person().readers(),
                    signedIn.words().tag(),
                    signedIn.visit().zone().getId(),
                    signedIn.person().scopes().words());
        }
    }

    /** A stream of one part, named as the page's {@code data-event}. */
    public HttpReply stream(SignedIn signedIn, String event, Supplier<String> html) {
        return new HttpReply.Events(signedIn.person().key(), new LivePart(signedIn, event, html));
    }

    /** One reader of a part. */
    private final class LivePart implements EventFeed {
        private final SignedIn signedIn;
        private final String event;
        private final Supplier<String> html;
        private final Key key;
        private String sent = "";

        LivePart(SignedIn signedIn, String event, Supplier<String> html) {
            this.signedIn = signedIn;
            this.event = event;
            this.html = html;
            this.key = Key.of(signedIn);
        }

        @Override
        public List<ServerEvent> next() throws EndOfEvents {
            return sessions.looking(this::look);
        }

        private List<ServerEvent> look() throws EndOfEvents {
            if (sessions.find(signedIn.calls().secret()).isEmpty()) {
                throw new EndOfEvents();
            }
            String now;
            try {
                now = looks.get(key, _ -> html.get());
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
}
