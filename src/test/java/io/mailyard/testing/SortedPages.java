package io.mailyard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** A list of the API as a caller reads it: searched, in some order, two rows a page. */
public final class SortedPages {
    private final Api api;
    private final String call;
    private final Object[] params;
    private final BinaryOperator<String> key;

    /**
     * @param params names and values that choose the rows
     */
    public SortedPages(Api api, String call, Object... params) {
        this(api, call, (_, value) -> value, params);
    }

    /**
     * @param key by which a value is sorted, of the name of an order and the value in lower case
     */
    public SortedPages(Api api, String call, BinaryOperator<String> key, Object... params) {
        this.api = api;
        this.call = call;
        this.key = key;
        this.params = params.clone();
    }

    /** The rows of all pages; each page but the last has two. */
    public List<Tree> rows(String sort) {
        List<Tree> rows = new ArrayList<>();
        String name = "limit";
        Object from = 2;
        while (true) {
            Answer page = called("sort", sort, "limit", 2, name, from).ok();
            rows.addAll(page.at("data").items());
            Tree whole = page.tree();
            if (whole.has("next_from_id")) {
                name = "from_id";
                from = whole.at("next_from_id").number();
            } else if (whole.has("next_from")) {
                name = "from";
                from = whole.at("next_from").text();
            } else {
                assertThat(rows).hasSize((int) page.at("total_count").number());
                return rows;
            }
            assertThat(page.at("data").items()).hasSize(2);
        }
    }

    private Answer called(Object... more) {
        List<@Nullable Object> all = new ArrayList<>(Arrays.asList(params));
        all.addAll(Arrays.asList(more));
        return api.call(call, all.toArray());
    }

    private String keyOf(Tree row, String sort) {
        Object value = row.has(sort) ? row.member(sort).raw() : null;
        String text = key.apply(sort, value == null ? "" : value.toString());
        // numbers are compared by length first, times are written alike
        return text.matches("[0-9]+")
                ? String.format(Locale.ROOT, "%020d", Long.parseLong(text))
                : text.toLowerCase(Locale.ROOT);
    }

    /** The values that rows are sorted by. */
    private List<String> keys(String sort) {
        return rows(sort).stream().map(row -> keyOf(row, sort.replace("-", ""))).toList();
    }

    /** A start of a page, forged: of some bytes behind an id. */
    private static String encoded(int... value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("1:".getBytes(StandardCharsets.UTF_8));
        for (int each : value) {
            bytes.write(each);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    /**
     * Requires so many rows in each of some orders, up and down, that other orders and pages of
     * other lists are refused, and that nothing is found that is not there.
     *
     * @param sorts the orders besides that by id
     */
    public void mustBeSorted(int rows, String... sorts) {
        List<String> all = new ArrayList<>(List.of("id"));
        Collections.addAll(all, sorts);
        for (String sort : all) {
            List<String> up = keys(sort);
            String as = call + " " + sort;
            assertThat(up).as(as).hasSize(rows).isSorted();
            List<String> down = new ArrayList<>(keys("-" + sort));
            Collections.reverse(down);
            assertThat(down).as(as).isEqualTo(up);
        }
        Answer order = called("sort", "nope");
        assertThat(order.error()).as(call).isEqualTo(400);
        assertThat(order.text()).contains("sort");
        for (String foreign :
                List.of("nope", encoded('a', 0), encoded(0xff), encoded(0xed, 0xa0))) {
            Answer from = called("sort", sorts[0], "from", foreign);
            assertThat(from.error()).as("%s %s", call, foreign).isEqualTo(400);
            assertThat(from.text()).contains("\"from\"");
        }
        Answer ofOtherOrder = called("from", encoded('a'));
        assertThat(ofOtherOrder.error()).as(call + " by id").isEqualTo(400);
        assertThat(ofOtherOrder.text()).contains("\"from\"");
        for (String none : List.of("no such row", "%_\\")) {
            assertThat(called("search", none).ok().at("total_count").number()).as(none).isZero();
        }
    }
}
