package io.mailyard.bench;

/** An account, a sender and a route to the sink, made by the API as an administrator does. */
final class MailSetUp {
    private MailSetUp() {}

    /**
     * The account {@code bench}; its mail goes from 127.0.0.1 to the sink without a limit that
     * shows.
     */
    static long through(BenchApi api, int sinkPort, boolean signed) {
        long account =
                api.save(
                        "accounts/save",
                        "\"name\":\"bench\",\"title\":\"Bench\",\"tz\":\"UTC\",\"tariff\":\"default\","
                                + "\"reports_day\":1,\"reports_hour\":9");
        long strategy =
                api.save(
                        "strategies/save",
                        "\"name\":\"bench\",\"concurrent_connections\":20,\"messages_per_connection\":10000,"
                                + "\"connection_attempts\":10000,\"interval_seconds\":1,\"helo\":\"ip\","
                                + "\"try_tls_first\":false,\"drop_message\":false");
        String keys = "";
        if (signed) {
            long key =
                    api.save(
                            "keys/save",
                            "\"name\":\"bench\",\"kind\":\"dkim\",\"algorithm\":\"rsa\","
                                    + "\"domain\":\"sender.example\",\"selector\":\"s1\",\"state\":\"active\"");
            keys = ",\"dkim_keys\":[" + key + "]";
        }
        api.save(
                "senders/akmta/save",
                "\"name\":\"bench\",\"ips\":[{\"node_id\":1,\"ip\":\"127.0.0.1\",\"helo\":\"\"}],"
                        + "\"domain_type\":\"from\",\"return_path_domain\":\"\",\"strategy\":"
                        + strategy
                        + ",\"account_ids\":["
                        + account
                        + "]"
                        + keys);
        api.save(
                "routes/save",
                "\"domain\":\"*\",\"host\":\"127.0.0.1\",\"port\":"
                        + sinkPort
                        + ",\"tls\":\"never\"");
        // else the first message might be looked up in DNS, and tried again minutes later
        Fairness.until(() -> api.call("nodes/mta/status", "\"id\":1").contains("\"synced\":true"));
        return account;
    }
}
