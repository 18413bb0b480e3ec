package io.mailyard.senders;

import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.Tree;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes senders and what they name, by the API. */
record SomeSenders(Api api) {
    /** A new one, with more parameters than its name, names and values. */
    long newSender(@Nullable Object... more) {
        Map<String, @Nullable Object> members = Body.members("name", Api.unique("sender"));
        members.putAll(Body.members(more));
        return api.json("senders/akmta/save", Body.json(members)).savedId();
    }

    Tree get(long id) {
        return api.call("senders/akmta/get", "id", id).ok().at("data");
    }

    /** Saves a new policy of the noun; its name. */
    String saved(String noun, @Nullable Object... members) {
        String name = Api.unique(noun);
        Map<String, @Nullable Object> body = Body.members("name", name);
        body.putAll(Body.members(members));
        api.json(noun + "/save", Body.json(body)).ok();
        return name;
    }

    static Map<String, @Nullable Object> ip(long node, String ip, String helo) {
        return Body.members("node_id", node, "ip", ip, "helo", helo);
    }

    static List<String> texts(Tree array) {
        return array.items().stream().map(Tree::text).toList();
    }

    static List<Long> numbers(Tree array) {
        return array.items().stream().map(Tree::number).toList();
    }
}
