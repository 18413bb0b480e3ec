package io.mailyard.bench;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/** {@code users/list} of ten users, 64 connections, against the same Jetty answering a constant. */
final class Reads {
    static final int CONNECTIONS = 64;
    private static final int USERS = 10;

    private final Bench bench;

    Reads(Bench bench) {
        this.bench = bench;
    }

    void run() {
        Path data = bench.folder("reads");
        try (Served server = Served.mailyard(bench.root(), data, List.of());
                BenchApi api = bench.api(server, data)) {
            long account = account(api, "reads");
            String members = "\"account_id\":" + account;
            int size = api.call("accounts/users/list", members).length();
            byte[] request = api.request("accounts/users/list", members);
            List<List<byte[]>> requests = Collections.nCopies(CONNECTIONS, List.of(request));
            String number = Integer.toString(size);
            try (Served constant = Served.main(bench.work(), ConstantServer.class, number)) {
                Contest contest =
                        Contest.run(
                                Side.loaded("users/list", server, server.address(), requests),
                                Side.loaded(
                                        "Jetty, a constant of " + size + " bytes",
                                        constant,
                                        constant.address(),
                                        requests),
                                bench.plan());
                bench.report("reads", Contest.HEAD + contest.rows());
            }
        }
    }

    /** An account with ten users. */
    static long account(BenchApi api, String name) {
        long account =
                api.save(
                        "accounts/save",
                        "\"name\":\""
                                + name
                                + "\",\"title\":\"Bench\",\"tz\":\"UTC\",\"tariff\":1,\"reports_day\":1,\"reports_hour\":9");
        for (int i = 0; i < USERS; i++) {
            String user =
                    "\"account_id\":%d,\"name\":\"user%d\",\"first_name\":\"First%d\",\"last_name\":\"Last%d\",\"email\":\"user%d@example.com\",\"phone\":\"+4470090000%d\""
                            .formatted(account, i, i, i, i, i);
            api.save("accounts/users/add", user);
        }
        return account;
    }
}
