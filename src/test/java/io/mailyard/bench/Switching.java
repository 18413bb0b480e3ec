package io.mailyard.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the write benches ask for: each client switches its own accounts off and on in turn. */
final class Switching {
    static final int CLIENTS = 32;

    /** Accounts of a client. */
    static final int EACH = 4;

    private static final Pattern TOTAL = Pattern.compile("\"total_count\":([0-9]+)");

    private Switching() {}

    /** Requests on accounts 1 to 128, which must be there and active. */
    static List<List<byte[]>> requests(BenchApi api) {
        List<List<byte[]>> all = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            List<byte[]> own = new ArrayList<>();
            for (String path : List.of("accounts/deactivate", "accounts/activate")) {
                for (int i = 1; i <= EACH; i++) {
                    own.add(api.request(path, "\"id\":" + (client * EACH + i)));
                }
            }
            all.add(own);
        }
        return all;
    }

    /** Accounts 1 to 128, made by the API. */
    static void accounts(BenchApi api) {
        for (int i = 1; i <= CLIENTS * EACH; i++) {
            String name = "\"name\":\"bench" + i + "\",\"title\":\"Bench account\"";
            api.save(
                    "accounts/save",
                    name + ",\"tz\":\"UTC\",\"tariff\":1,\"reports_day\":1,\"reports_hour\":9");
        }
    }

    /** How many changes the audit holds. */
    static long audited(BenchApi api) {
        Matcher total = TOTAL.matcher(api.call("audit/list", "\"limit\":1"));
        if (!total.find()) {
            throw new IllegalStateException("audit/list has no total_count");
        }
        return Long.parseLong(total.group(1));
    }
}
