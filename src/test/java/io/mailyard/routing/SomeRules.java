package io.mailyard.routing;

import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.Tree;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes senders and virtual senders, by the API. */
record SomeRules(Api api) {
    /** A new sender of an account, with an address on the server's own node. */
    long newSender(long account, @Nullable Object... more) {
        Map<String, @Nullable Object> members =
                Body.members(
                        "name",
                        Api.unique("sender"),
                        "ips",
                        List.of(Body.members("node_id", 1, "ip", "127.0.0.1")),
                        "account_ids",
                        List.of(account));
        members.putAll(Body.members(more));
        return api.json("senders/akmta/save", Body.json(members)).savedId();
    }

    /** A new sender of SMS of an account. */
    long newSmsSender(long account) {
        long id =
                api.call(
                                "senders/other/save",
                                "name",
                                Api.unique("sms"),
                                "type",
                                "sms_notify",
                                "channel_type",
                                "sms")
                        .savedId();
        api.call("senders/assign", "id", id, "account_id", account).ok();
        return id;
    }

    /** A new virtual sender of these e-mail rules. */
    long newVirtualSender(long account, Object... rules) {
        return api.call(
                        "vsenders/add",
                        "account_id",
                        account,
                        "name",
                        Api.unique("virtual"),
                        "email_rules",
                        Arrays.asList(rules))
                .savedId();
    }

    Tree get(long account, long id) {
        return api.call("vsenders/get", "account_id", account, "id", id).ok().at("data");
    }

    /** The rule for whatever no other is for. */
    static Map<String, @Nullable Object> otherwise(Object... shares) {
        return rule("default", "", shares);
    }

    static Map<String, @Nullable Object> rule(String type, Object value, Object... shares) {
        return Body.members("type", type, "value", value, "senders", Arrays.asList(shares));
    }

    /** A sender's part, with more members than those, names and values. */
    static Map<String, @Nullable Object> share(
            long sender, long percent, @Nullable Object... more) {
        Map<String, @Nullable Object> members =
                Body.members("sender_id", sender, "percent", percent);
        members.putAll(Body.members(more));
        return members;
    }
}
