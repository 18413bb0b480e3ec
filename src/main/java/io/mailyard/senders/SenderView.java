package io.mailyard.senders;

import io.mailyard.api.ObjectSchema;
import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.fields.Fields;
import io.mailyard.nodes.Node;
import io.mailyard.nodes.Nodes;
import io.mailyard.policies.Policies;
import io.mailyard.wire.Out;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A sender in full, with the members of other packages. */
final class SenderView {
    private final Nodes nodes;
    private final Policies policies;
    private final Assignments assignments;
    private final List<SenderDetail> details = new CopyOnWriteArrayList<>();
    private volatile ObjectSchema more = ObjectSchema.part();
    private final List<SenderProblems> problems = new CopyOnWriteArrayList<>();

    SenderView(Nodes nodes, Policies policies, Assignments assignments) {
        this.nodes = nodes;
        this.policies = policies;
        this.assignments = assignments;
    }

    void detail(ObjectSchema schema, SenderDetail detail) {
        more = more.including(schema);
        details.add(detail);
    }

    ObjectSchema schema() {
        return SenderBody.full(more);
    }

    void problems(SenderProblems source) {
        problems.add(source);
    }

    /** The sender as it was read, which is written after the transaction. */
    record ShownSender(
            Sender sender,
            PolicyFields names,
            List<AccountId> accounts,
            List<String> problems,
            List<Consumer<Out>> details) {

        void write(Out out) {
            SenderBody.listed(out, sender);
            sender.mta().ifPresent(mta -> names.write(out, MtaSettings.FIELDS, mta.values()));
            out.numbers("account_ids", accounts.stream().map(AccountId::value).toList())
                    .texts("problems", problems);
            Fields.write(out, Sender.TIMES, sender.values());
            details.forEach(detail -> detail.accept(out));
        }
    }

    ShownSender of(Tx tx, Sender sender) {
        return new ShownSender(
                sender,
                new PolicyFields(tx, policies),
                assignments.accounts(tx, sender.id()),
                problemsOf(tx, sender),
                details.stream().map(detail -> detail.of(tx, sender.id())).toList());
    }

    /** Returns what keeps a sender, read with its lists, from sending. */
    List<String> problemsOf(Tx tx, Sender sender) {
        List<String> found = new ArrayList<>();
        if (sender.deletedAt().isPresent()) {
            found.add("it is deleted: senders/undelete brings it back");
        }
        if (sender.mta().isEmpty()) {
            found.add(
                    "a sender of the type "
                            + sender.type()
                            + " is kept and cannot send: only akmta can");
        }
        sender.mta().ifPresent(mta -> found.addAll(problemsOf(tx, mta)));
        problems.forEach(more -> found.addAll(more.of(tx, sender)));
        return found;
    }

    private List<String> problemsOf(Tx tx, MtaSettings mta) {
        if (mta.ips().isEmpty()) {
            return List.of("it has no IP to send from: ips names them");
        }
        return mta.ips().stream()
                .map(MtaSettings.Ip::node)
                .distinct()
                .map(node -> nodes.find(tx, node))
                .flatMap(Optional::stream)
                .filter(node -> !node.mtaActive())
                .map(SenderView::idle)
                .toList();
    }

    private static String idle(Node node) {
        return "the MTA of node " + node.id() + ", '" + node.name() + "', is deactivated";
    }
}
