package io.mailyard.panel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.wire.Value;
import java.time.Duration;
import java.util.Optional;

/**
 * Contents of messages between a page and the frame in it: the two are one look of a person, which
 * the audit records once. Each is given out once, to the session that looked.
 */
final class ContentLooks {
    /** A browser asks for the frame as soon as it has the page. */
    private static final Duration KEPT = Duration.ofSeconds(30);

    /** Characters of all together: a few of the longest contents that a call answers. */
    private static final long MOST_CHARS = 8L * 1024 * 1024;

    private final Cache<LookKey, Value.Members> looks =
            Caffeine.newBuilder()
                    .maximumWeight(MOST_CHARS)
                    .weigher((LookKey _, Value.Members content) -> weight(content))
                    .expireAfterWrite(KEPT)
                    .build();

    private record LookKey(String session, long message) {
        static LookKey of(SignedIn signedIn, long message) {
            return new LookKey(signedIn.calls().secret(), message);
        }

        @Override
        public String toString() {
            return "message " + message; // never the session
        }
    }

    private static int weight(Value.Members content) {
        long chars = 1;
        for (String member : new String[] {"html", "text", "headers"}) {
            chars += Values.text(content, member).length();
        }
        return (int) Math.min(Integer.MAX_VALUE, chars);
    }

    /** Keeps what a page was answered for the frame in it. */
    void keep(SignedIn signedIn, long message, Value.Members content) {
        looks.put(LookKey.of(signedIn, message), content);
    }

    /** Takes the content that was answered to the page that has just been shown. */
    Optional<Value.Members> take(SignedIn signedIn, long message) {
        return Optional.ofNullable(looks.asMap().remove(LookKey.of(signedIn, message)));
    }
}
