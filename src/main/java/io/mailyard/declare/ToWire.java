package io.mailyard.declare;

import io.mailyard.document.Entry;
import io.mailyard.document.Member;
import io.mailyard.document.ObjectKind;
import io.mailyard.document.Shape;
import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Converts a document's objects into the API's parameters: ids in place of names. */
final class ToWire {
    private final ServerIds ids;

    ToWire(ServerIds ids) {
        this.ids = ids;
    }

    Map<String, Value> members(List<Member> members, Map<String, Value> given) {
        Map<String, Value> wired = new LinkedHashMap<>();
        for (Member member : members) {
            Optional.ofNullable(given.get(member.name()))
                    .ifPresent(value -> wired.put(member.sent(), value(member.shape(), value)));
        }
        return wired;
    }

    private Value value(Shape shape, Value value) {
        return switch (shape) {
            case Shape.NamedShape(ObjectKind kind, boolean byId, _) when byId ->
                    value instanceof Value.Text(String name)
                            ? ids.of(Entry.EntryId.of(kind, name))
                            : value;
            case Shape.ListShape(Shape item) ->
                    value instanceof Value.Items(List<Value> items)
                            ? new Value.Items(items.stream().map(one -> value(item, one)).toList())
                            : value;
            case Shape.MembersShape(List<Member> members) ->
                    new Value.Members(members(members, ListReader.members(value)));
            case Shape.NamedShape _,
                    Shape.TextShape _,
                    Shape.DomainShape _,
                    Shape.WholeShape _,
                    Shape.DecimalShape _,
                    Shape.FlagShape _,
                    Shape.LooseShape _,
                    Shape.PairsShape _ ->
                    value;
        };
    }
}
