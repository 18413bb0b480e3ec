package io.mailyard.senders;

import io.mailyard.base.ApiException;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.CursorText;
import io.mailyard.db.SortedList.SortedSlice;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * In which order a list shows senders, and where a page of it begins. There are thousands at most,
 * which are sorted in memory.
 *
 * @param from of an answer in the same order; empty: the first page
 */
record SenderOrder(String word, String from) {
    static final List<String> WORDS = List.of("id", "-id", "name", "-name");

    private record SenderKey(String name, long id) {}

    private static final Comparator<SenderKey> BY_NAME =
            Comparator.comparing(SenderKey::name).thenComparingLong(SenderKey::id);

    /** Whether pages begin at an id, as they do where nothing else is said. */
    boolean isById() {
        return word.equals("id");
    }

    private SenderKey key(Sender sender) {
        String name = word.endsWith("name") ? sender.name().toLowerCase(Locale.ROOT) : "";
        return new SenderKey(name, sender.id().value());
    }

    private Comparator<SenderKey> comparator() {
        return word.startsWith("-") ? BY_NAME.reversed() : BY_NAME;
    }

    /** A page of senders. */
    SortedSlice<Sender> page(List<Sender> senders, Page page) {
        if (isById()) {
            List<Sender> rows =
                    senders.stream()
                            .filter(sender -> sender.id().value() >= page.fromId())
                            .limit(page.limit() + 1L)
                            .toList();
            Slice<Sender> slice =
                    Slice.of(rows, page, senders.size(), sender -> sender.id().value());
            return new SortedSlice<>(slice, "");
        }
        List<Sender> rest = rest(senders);
        List<Sender> rows = rest.stream().limit(page.limit()).toList();
        return new SortedSlice<>(
                new Slice<>(rows, senders.size(), OptionalLong.empty()),
                rest.size() > page.limit() ? next(rest.get(page.limit())) : "");
    }

    private List<Sender> rest(List<Sender> senders) {
        Comparator<SenderKey> order = comparator();
        List<Sender> sorted =
                senders.stream().sorted(Comparator.comparing(this::key, order)).toList();
        if (from.isEmpty()) {
            return sorted;
        }
        SenderKey first = first();
        return sorted.stream().dropWhile(sender -> order.compare(key(sender), first) < 0).toList();
    }

    private SenderKey first() {
        try {
            String text = CursorText.decode(from);
            int colon = text.indexOf(':');
            return new SenderKey(
                    text.substring(colon + 1), Long.parseLong(text, 0, Math.max(0, colon), 10));
        } catch (IllegalArgumentException | IndexOutOfBoundsException foreign) {
            throw ApiException.badRequest("from", "is not a next_from of this list");
        }
    }

    private String next(Sender sender) {
        SenderKey key = key(sender);
        return CursorText.encode(key.id() + ":" + key.name());
    }
}
