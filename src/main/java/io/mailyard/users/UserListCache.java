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
 * Answers of {@code users/list}, kept as they were rendered until the account or one of its users
 * changes. On the embedded store alone: there this process is the only one that writes, so none is
 * ever older than the last acknowledged change.
 */
final class UserListCache {
    /** A sixteenth of the default heap. */
    private static final long MAX_BYTES = 8L << 20;

    /** Past this, reading the rows is not what a page costs. */
    private static final int LARGEST = 64 * 1024;

    /** What a key and an entry take besides the answer's bytes, roughly. */
    private static final int ENTRY_BYTES = 300;

    /**
     * A commit that fails without telling whether it holds moves no mark: what was read meanwhile
     * is gone after this.
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
     * @param marks by account id
     * @param keeps whether this process is the only one that writes
     */
    UserListCache(ChangeCounters marks, boolean keeps) {
        this.marks = marks;
        this.keeps = keeps;
    }

    /** All that an answer depends on besides what is stored. */
    record Key(
            AccountId account,
            UserFilter filter,
            String fromKey,
            int limit,
            boolean full,
            WireFormat format) {}

    private record CachedPage(long mark, byte[] body) {}

    /** The answer as it was kept, else as {@code read} gives it. */
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
