package io.mailyard.nodes;

import io.mailyard.base.Page;
import io.mailyard.web.Call;
import io.mailyard.web.Out;
import io.mailyard.web.Param;
import io.mailyard.web.Params;
import io.mailyard.web.Reply;
import io.mailyard.web.Route;
import io.mailyard.web.Types;
import java.util.List;

/** {@code nodes/list} and {@code nodes/get} (spec/admin-api.md, section 4). */
public final class NodeRoutes {
    private static final String BASE = "/api/v1.1/admin/nodes/";
    private static final Param<Long> ID = Param.of("id", Types.id(), "The node.").required();
    private static final Param<Long> FROM_ID =
            Param.of("from_id", Types.id(), "First id on the page, inclusive.").defaultsTo(1L);
    private static final Param<Long> LIMIT =
            Param.of("limit", Types.integer(1, Page.MAX_LIMIT), "Rows on a page.")
                    .defaultsTo((long) Page.DEFAULT_LIMIT);

    private final Nodes nodes;

    public NodeRoutes(Nodes nodes) {
        this.nodes = nodes;
    }

    public List<Route> routes() {
        return List.of(
                Route.read(
                        BASE + "list",
                        "nodes",
                        "Nodes, ascending by id.",
                        this::list,
                        FROM_ID,
                        LIMIT),
                Route.read(BASE + "get", "nodes", "One node.", this::get, ID));
    }

    private Reply list(Call call) {
        Params params = call.params();
        return Reply.list(
                nodes.list(new Page(params.get(FROM_ID), params.get(LIMIT).intValue())),
                NodeRoutes::write);
    }

    private Reply get(Call call) {
        Node node = nodes.get(call.params().get(ID));
        return Reply.one(out -> write(out, node));
    }

    static void write(Out out, Node node) {
        out.number("id", node.id())
                .text("name", node.name())
                .text("host", node.host())
                .text("mode", node.mode());
    }
}
