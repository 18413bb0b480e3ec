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
    /**
     * All readers look at the same moments, so that one look serves them all, and a person sees a
     * change within two seconds: this time, and what a look and the way take.
     */
    private static final Duration PAUSE = Duration.ofMillis(1700);

    /** A look serves all readers of one moment, which come one after the other. */
    private static final Duration SHARED = Duration.ofMillis(500);

    /**
     * A reader whose part does not change hears of the server so often, and its session is looked
     * at: a page tells that the connection is lost after twice this time.
     */
    private static final long BEAT_NANOS = Duration.ofSeconds(8).toNanos();

    /** The event that says no more than that the server is there. */
    private static final ServerEvent BEAT = new ServerEvent("beat", "");

    /** As many as there are streams at most, by default. */
    private static final int MOST_SHARED = 200;

    private final Cache<LivePartKey, String> looks =
            Caffeine.newBuilder().maximumSize(MOST_SHARED).expireAfterWrite(SHARED).build();
    private final PanelSession sessions;

    public LiveParts(PanelSession sessions) {
        this.sessions = sessions;
    }

    /** Readers with equal ones see the same. */
    private record LivePartKey(
            String address, String readers, String language, String zone, Set<String> scopes) {
        static LivePartKey of(SignedIn signedIn) {
            return new LivePartKey(
                    signedIn.visit().address(),
                    signedIn.person().readers(),
                    signedIn.words().tag(),
                    signedIn.visit().zone().getId(),
                    signedIn.person().scopes().words());
        }
    }

    /** A stream of one part, named as the page's {@code data-event}. */
    public HttpReply stream(SignedIn signedIn, String event, Supplier<String> html) {
        return new HttpReply.EventsReply(
                signedIn.person().key(), new LivePart(signedIn, event, html));
    }

    /** One reader of a part. */
    private final class LivePart implements EventFeed {
        private final SignedIn signedIn;
        private final String event;
        private final Supplier<String> html;
        private final LivePartKey key;
        private String sent = "";
        private long checkedAt;

        LivePart(SignedIn signedIn, String event, Supplier<String> html) {
            this.signedIn = signedIn;
            this.event = event;
            this.html = html;
            this.key = LivePartKey.of(signedIn);
        }

        @Override
        public List<ServerEvent> next() throws EndOfEvents {
            return sessions.looking(this::look);
        }

        /** Nothing is sent to a session that has ended. */
        private List<ServerEvent> look() throws EndOfEvents {
            String now;
            try {
                now = looks.get(key, _ -> html.get());
            } catch (Calls.SessionOver | SignedIn.CallRefused over) {
                throw new EndOfEvents();
            }
            boolean same = now.equals(sent);
            if (same && System.nanoTime() - checkedAt < BEAT_NANOS) {
                return List.of();
            }
            boolean signedInStill =
                    sessions.find(signedIn.calls().secret())
                            .filter(person -> person.scopes().equals(signedIn.person().scopes()))
                            .isPresent();
            if (!signedInStill) {
                throw new EndOfEvents();
            }
            checkedAt = System.nanoTime();
            sent = now;
            return List.of(same ? BEAT : new ServerEvent(event, now));
        }

        @Override
        public Duration pause() {
            long passed = Math.floorMod(System.nanoTime(), PAUSE.toNanos());
            return PAUSE.minusNanos(passed);
        }
    }
}
