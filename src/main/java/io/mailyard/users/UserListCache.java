package io.mailyard.users;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.base.AccountId;
import io.mailyard.db.ChangeCounters;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.Envelope;
import io.mailyard.wire.WireFormat;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Cache of rendered answers of {@code users/list}, valid until the account or one of its users
 * changes. For the embedded store only, where this process is the only writer, so that no answer is
 * older than the last acknowledged change.
 */
final class UserListCache {
    /** Memory limit: a sixteenth of the default heap. */
    private static final long MAX_BYTES = 8L << 20;

    /** Maximum size of a cached answer; for larger ones, reading the rows is not the main cost. */
    private static final int LARGEST = 64 * 1024;

    /** Approximate memory of a key and an entry besides the answer's bytes. */
    private static final int ENTRY_BYTES = 300;

    /**
     * Maximum age: a commit that fails without a known result advances no counter, so answers read
     * meanwhile must expire.
     */
    private static final Duration FRESH = Duration.ofMillis(500);

    private final ChangeCounters marks;
    private final boolean keeps;
    private final Cache<Key, CachedPage> pages =
            Caffeine.newBuilder()
                    .maximumWeight(MAX_BYTES)
                    .weigher((Key key, CachedPage kept) -> kept.body().length + ENTRY_BYTES)
                    .expireAfterWrite(FRESH)
                    .build();

    /**
     * Creates a cache.
     *
     * @param marks change counters by account id
     * @param keeps whether this process is the only writer
     */
    UserListCache(ChangeCounters marks, boolean keeps) {
        this.marks = marks;
        this.keeps = keeps;
    }

    /** Everything that determines an answer besides the store. */
    record Key(
            AccountId account,
            UserFilter filter,
            String fromKey,
            int limit,
            boolean full,
            WireFormat format) {}

    private record CachedPage(long mark, byte[] body) {}

    /** The cached answer, or else the one that {@code read} returns. */
    ApiReply answer(Key key, Supplier<ApiReply> read) {
        if (!keeps) {
            return read.get();
        }
        long mark = marks.of(key.account().value());
        CachedPage kept = pages.getIfPresent(key);
        if (kept != null && kept.mark() == mark) {
            return ApiReply.rendered(0, kept.body());
        }
        byte[] body = Envelope.render(read.get(), key.format());
        if (body.length <= LARGEST) {
            pages.put(key, new CachedPage(mark, body));
        }
        return ApiReply.rendered(0, body);
    }
}
