package io.mailyard.nodes;

import io.mailyard.api.Call;
import io.mailyard.api.Handler;
import io.mailyard.api.Paging;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Sorting;
import io.mailyard.api.Types;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.fields.Fields;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** {@code nodes/...} (docs/spec/admin-api.md, section 4). */
public final class NodeRoutes {
    private static final String BASE = "/api/v1.1/admin/nodes/";

    private static final Param<Boolean> RUNNING =
            Param.of(
                    "running",
                    Types.flag(),
                    "Only nodes whose MTA takes work now, or only the others.");

    private static final Param<String> SEARCH = Sorting.search("In name and host, in any case.");
    private static final Param<String> SORT = Sorting.by(Node.SORTS.words());

    private final Nodes nodes;
    private final Nodes.NodeUse use;
    private final Writes writes;

    public NodeRoutes(Nodes nodes, Nodes.NodeUse use, Writes writes) {
        this.nodes = nodes;
        this.use = use;
        this.writes = writes;
    }

    /**
     * Administrators' calls about nodes and their MTAs, not for tokens bound to accounts. A key is
     * in the answer of the call that made it, and nowhere later.
     */
    public List<Route> routes() {
        return List.of(
                Route.read(
                                BASE + "list",
                                "nodes",
                                "Nodes.",
                                this::list,
                                Paging.FROM_ID,
                                Paging.LIMIT,
                                RUNNING,
                                SEARCH,
                                SORT,
                                Sorting.FROM)
                        .answers(ReplySchema.list(Node.SUMMARY).and(Sorting.NEXT)),
                Route.read(BASE + "get", "nodes", "One node.", this::get, NodeBody.EXISTING)
                        .answers(ReplySchema.one(Node.FULL)),
                Route.write(
                                BASE + "save",
                                "nodes",
                                "Makes a node, whose key is answered this once, or changes one.",
                                this::save,
                                Fields.params(Node.FIELDS))
                        .confirmed()
                        .answers(ReplySchema.one(NodeBody.ISSUED.optional())),
                Route.write(
                                BASE + "rotate",
                                "nodes",
                                "Gives a node a new key, answered this once.",
                                this::rotate,
                                NodeBody.EXISTING,
                                NodeBody.OVERLAP)
                        .explained()
                        .answers(
                                ReplySchema.one(
                                        NodeBody.ISSUED.as("NodeKey", "A node's new key."))),
                write("delete", "Deletes a node that no sender has an IP on.", this::delete),
                Route.read(
                                BASE + "mta/status",
                                "nodes",
                                "What a node's MTA runs, and whether it does.",
                                this::status,
                                NodeBody.EXISTING)
                        .answers(ReplySchema.one(NodeBody.STATUS)),
                write(
                        "mta/sync",
                        "Has a node fetch its configuration at once.",
                        call -> changing(call, ApiReply.none(), nodes::sync)),
                write(
                        "mta/activate",
                        "Starts a node's MTA.",
                        call -> changing(call, ApiReply.none(), turned(true))),
                write(
                                "mta/deactivate",
                                "Stops a node's MTA: it takes no new attempts.",
                                call -> changing(call, ApiReply.none(), turned(false)))
                        .explained());
    }

    private static Route write(String verb, String summary, Handler handler) {
        return Route.write(BASE + verb, "nodes", summary, handler, NodeBody.EXISTING);
    }

    private BiConsumer<Change, Long> turned(boolean active) {
        return (change, id) -> nodes.setMtaActive(change, id, active);
    }

    private ApiReply list(Call call) {
        Params params = call.params();
        SortedSlice<Node> found =
                nodes.list(
                        params.get(SEARCH).strip(),
                        params.find(RUNNING),
                        new SortedPage(
                                params.get(SORT), params.get(Sorting.FROM), Paging.page(params)));
        return Sorting.reply(
                found.slice(),
                found.nextFrom(),
                (out, node) -> Fields.write(out, Node.LISTED, node.values()));
    }

    private ApiReply get(Call call) {
        Nodes.Reached node = nodes.get(call.params().get(NodeBody.EXISTING));
        return ApiReply.one(node::write);
    }

    private ApiReply status(Call call) {
        NodeFacts.NodeState facts = nodes.status(call.params().get(NodeBody.EXISTING));
        return ApiReply.one(out -> NodeBody.status(out, facts));
    }

    private ApiReply save(Call call) {
        Optional<Long> id = call.params().find(Node.ID.sent());
        return writes.answer(
                call,
                change -> {
                    if (id.isEmpty()) {
                        return issued(nodes.create(change, call.params()));
                    }
                    nodes.update(change, id.get(), call.params());
                    return ApiReply.savedId(id.get());
                });
    }

    private ApiReply rotate(Call call) {
        long id = call.params().get(NodeBody.EXISTING);
        Duration overlap = Duration.ofSeconds(call.params().get(NodeBody.OVERLAP));
        return writes.answer(call, change -> issued(nodes.rotate(change, id, overlap)));
    }

    private ApiReply delete(Call call) {
        return changing(call, ApiReply.emptyInXml(), (change, id) -> nodes.delete(change, id, use));
    }

    private ApiReply changing(Call call, ApiReply reply, BiConsumer<Change, Long> work) {
        long id = call.params().get(NodeBody.EXISTING);
        return writes.answer(
                call,
                change -> {
                    work.accept(change, id);
                    return reply;
                });
    }

    private static ApiReply issued(Nodes.IssuedNodeKey issued) {
        return ApiReply.one(
                        out -> out.number("saved_id", issued.id()).text("key", issued.key().text()))
                .withSecret();
    }
}
