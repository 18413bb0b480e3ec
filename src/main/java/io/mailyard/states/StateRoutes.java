package io.mailyard.states;

import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.Out;
import java.util.List;

/** {@code states/contract} (docs/spec/admin-api.md, section 7). */
public final class StateRoutes {
    private static final ObjectSchema OBJECT_STATE =
            ObjectSchema.of("ObjectState", "Effect of a state of another object.")
                    .text("object", "Type of object.")
                    .text("state", "The state.")
                    .flag("enforced", "Whether this server enforces it.")
                    .text("means", "Effect of the state.");
    private static final ObjectSchema SCHEMA =
            ObjectSchema.of("StateContract", "What each state stops.")
                    .objects("accounts", planeSchema(), "Account states, by plane.")
                    .objects("objects", OBJECT_STATE, "States of other objects.");

    /**
     * {@code states/contract}, for administrators: the table of docs/states.md as this server
     * enforces it.
     */
    public List<Route> routes() {
        return List.of(
                Route.read(
                                "/api/v1.1/admin/states/contract",
                                "states",
                                "What each state stops, and which rows are in force.",
                                this::contract)
                        .sifted()
                        .answers(ReplySchema.one(SCHEMA)));
    }

    private static ObjectSchema planeSchema() {
        ObjectSchema plane =
                ObjectSchema.of("StatePlane", "Effect of each account state in one plane.")
                        .text("plane", "The plane.")
                        .flag("enforced", "Whether this server enforces it.");
        for (String state : Contract.ACCOUNT_STATES) {
            plane = plane.text(state, "Effect of this state.");
        }
        return plane;
    }

    private ApiReply contract(Call call) {
        return ApiReply.one(data ->
                data.objects("accounts", Contract.ACCOUNTS, StateRoutes::plane)
                        .objects("objects", Contract.OTHERS, StateRoutes::state));
    }

    private static void plane(Out out, Contract.ApiPlane plane) {
        out.text("plane", plane.plane()).flag("enforced", plane.enforced());
        plane.cells().forEach(cell -> out.text(cell.state(), cell.means()));
    }

    private static void state(Out out, Contract.ObjectState state) {
        out.text("object", state.object())
                .text("state", state.state())
                .flag("enforced", state.enforced())
                .text("means", state.means());
    }
}
