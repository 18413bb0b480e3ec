package io.mailyard.writes;

import io.mailyard.api.Call;
import io.mailyard.audit.Audit;
import io.mailyard.audit.AuditEntry;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.Tx;
import io.mailyard.wire.ApiReply;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A change with impact analysis: shown by a dry run, or executed as planned. */
final class PlannedWrite {
    /** The times of a change differ at each run. */
    private static final Pattern MOMENT =
            Pattern.compile("\"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z\"");

    private final ImpactAnalyzer impactAnalyzer;
    private final Call call;

    PlannedWrite(ImpactAnalyzer impactAnalyzer, Call call) {
        this.impactAnalyzer = impactAnalyzer;
        this.call = call;
    }

    /**
     * A dry run accepts no plan: it returns one.
     *
     * @throws ApiException error 400
     */
    static void mustBringNone(Call call) {
        if (call.request().header(PlanToken.HEADER).isPresent()) {
            throw ApiException.badRequest(
                    PlanToken.HEADER, "is what a dry run answers: it takes none");
        }
    }

    /** The reply of a dry run with the impact and the plan token. */
    ApiReply shown(Change change, Function<Change, ApiReply> work) {
        Tx tx = change.tx();
        ImpactAnalyzer.Snapshot look = impactAnalyzer.before(tx, call);
        ApiReply reply = work.apply(change);
        List<AuditEntry> changes = List.copyOf(Audit.recorded(tx));
        ImpactAnalyzer.Impact impact = look.after(tx, changes);
        String token = PlanToken.of(call, world(changes, impact), change.now()).text(call);
        return Writes.dryRun(changes, reply)
                .and(out -> out.object("impact", impact.members()).text("plan_token", token));
    }

    /**
     * The work, which must have the planned effect if the call brings a plan.
     *
     * @throws ApiException error 400
     */
    Function<Change, ApiReply> as(Function<Change, ApiReply> work) {
        if (call.request().header(PlanToken.HEADER).isEmpty()) {
            return work;
        }
        if (!impactAnalyzer.concerns(call.route())) {
            throw ApiException.badRequest(
                    PlanToken.HEADER, "is taken where a dry run answers a plan_token, not here");
        }
        Optional<PlanToken> token = PlanToken.brought(call);
        return token.isEmpty() ? work : change -> apply(change, token.get(), work);
    }

    private ApiReply apply(Change change, PlanToken token, Function<Change, ApiReply> work) {
        Tx tx = change.tx();
        token.use(tx, call, change.now());
        ImpactAnalyzer.Snapshot look = impactAnalyzer.before(tx, call);
        ApiReply reply = work.apply(change);
        List<AuditEntry> changes = List.copyOf(Audit.recorded(tx));
        token.mustHold(world(changes, look.after(tx, changes)));
        return reply;
    }

    /**
     * Data that must be equal for a plan to be valid: what is changed, from which state, and the
     * result.
     */
    private static String world(List<AuditEntry> changes, ImpactAnalyzer.Impact impact) {
        return lasting(changes) + "\n" + impact.world();
    }

    /** Changes without the moments that they set; those that are overwritten count. */
    static String lasting(List<AuditEntry> changes) {
        return changes.stream().map(PlannedWrite::lasting).collect(Collectors.joining("\n"));
    }

    private static String lasting(AuditEntry draft) {
        return String.join(
                "\n",
                draft.action(),
                draft.objectType(),
                draft.objectId(),
                draft.account().map(AccountId::toString).orElse("-"),
                draft.before().orElse("-"),
                MOMENT.matcher(draft.after().orElse("-")).replaceAll("\"at\""));
    }
}
