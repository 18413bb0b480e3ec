package io.mailyard.writes;

import io.mailyard.audit.Audit;
import io.mailyard.audit.Draft;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.Tx;
import io.mailyard.web.Call;
import io.mailyard.web.Reply;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A change that is foreseen: shown with what it would mean, or done as it was shown. */
final class Planned {
    /** Moments are other ones at each run. */
    private static final Pattern MOMENT =
            Pattern.compile("\"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z\"");

    private final Foresight foresight;
    private final Call call;

    Planned(Foresight foresight, Call call) {
        this.foresight = foresight;
        this.call = call;
    }

    /**
     * A rehearsal takes no plan: it answers one.
     *
     * @throws ApiException error 400
     */
    static void mustBringNone(Call call) {
        if (call.request().header(PlanToken.HEADER).isPresent()) {
            throw ApiException.badRequest(
                    PlanToken.HEADER, "is what a dry run answers: it takes none");
        }
    }

    /** The answer of a rehearsal, with the impact and the token of the plan. */
    Reply shown(Change change, Function<Change, Reply> work) {
        Tx tx = change.tx();
        Foresight.Look look = foresight.before(tx, call);
        Reply reply = work.apply(change);
        List<Draft> changes = List.copyOf(Audit.recorded(tx));
        Foresight.Impact impact = look.after(tx, changes);
        String token = PlanToken.of(call, world(changes, impact), change.now()).text(call);
        return Writes.rehearsed(changes, reply)
                .and(out -> out.object("impact", impact.members()).text("plan_token", token));
    }

    /**
     * The work, or where the call brings a plan, the work that must come to what was planned.
     *
     * @throws ApiException error 400 where a plan is brought to a call that has none
     */
    Function<Change, Reply> as(Function<Change, Reply> work) {
        if (call.request().header(PlanToken.HEADER).isEmpty()) {
            return work;
        }
        if (!foresight.concerns(call.route())) {
            throw ApiException.badRequest(
                    PlanToken.HEADER, "is taken where a dry run answers a plan_token, not here");
        }
        Optional<PlanToken> token = PlanToken.brought(call);
        return token.isEmpty() ? work : change -> done(change, token.get(), work);
    }

    private Reply done(Change change, PlanToken token, Function<Change, Reply> work) {
        Tx tx = change.tx();
        token.use(tx, call, change.now());
        Foresight.Look look = foresight.before(tx, call);
        Reply reply = work.apply(change);
        List<Draft> changes = List.copyOf(Audit.recorded(tx));
        token.mustHold(world(changes, look.after(tx, changes)));
        return reply;
    }

    /** What must be the same for a plan to hold: what is changed, from what, and to what end. */
    private static String world(List<Draft> changes, Foresight.Impact impact) {
        return changes.stream().map(Planned::lasting).collect(Collectors.joining("\n"))
                + "\n"
                + impact.world();
    }

    private static String lasting(Draft draft) {
        String text =
                String.join(
                        "\n",
                        draft.action(),
                        draft.objectType(),
                        draft.objectId(),
                        draft.account().map(AccountId::toString).orElse("-"),
                        draft.before().orElse("-"),
                        draft.after().orElse("-"));
        return MOMENT.matcher(text).replaceAll("\"at\"");
    }
}
