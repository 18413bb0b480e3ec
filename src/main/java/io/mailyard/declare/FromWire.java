package io.mailyard.declare;

import io.mailyard.document.Member;
import io.mailyard.document.Shape;
import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Converts the API's rows into a document's objects: names in place of ids. */
final class FromWire {
    private final ServerState world;

    FromWire(ServerState world) {
        this.world = world;
    }

    /** The members of a row; null members are left out, except a null that stands for no object. */
    Map<String, Value> members(List<Member> members, Map<String, Value> row) {
        Map<String, Value> read = new LinkedHashMap<>();
        for (Member member : members) {
            if (member.use() != Member.MemberUse.MAKING) {
                Optional.ofNullable(row.get(member.shown()))
                        .flatMap(value -> value(member.shape(), value))
                        .ifPresent(value -> read.put(member.name(), value));
            }
        }
        return read;
    }

    private Optional<Value> value(Shape shape, Value value) {
        return switch (shape) {
            case Shape.NamedShape named -> name(named, value);
            case Shape.ListShape(Shape item) ->
                    value instanceof Value.Items(List<Value> items)
                            ? Optional.of(
                                    new Value.Items(
                                            items.stream()
                                                    .flatMap(one -> value(item, one).stream())
                                                    .toList()))
                            : Optional.empty();
            case Shape.MembersShape(List<Member> members) ->
                    Optional.of(new Value.Members(members(members, ListReader.members(value))));
            case Shape.TextShape _,
                    Shape.DomainShape _,
                    Shape.WholeShape _,
                    Shape.DecimalShape _,
                    Shape.FlagShape _,
                    Shape.LooseShape _,
                    Shape.PairsShape _ ->
                    value instanceof Value.Nothing ? Optional.empty() : Optional.of(value);
        };
    }

    private Optional<Value> name(Shape.NamedShape named, Value value) {
        return switch (value) {
            case Value.Numeral(String id) ->
                    Optional.of(
                            new Value.Text(
                                    world.numbered(named.kind(), Long.parseLong(id))
                                            .map(known -> known.entry().name())
                                            .orElse("#" + id)));
            case Value.Nothing _ ->
                    named.optional() ? Optional.of(new Value.Text("")) : Optional.empty();
            case Value.Text _, Value.Flag _, Value.Items _, Value.Members _ -> Optional.of(value);
        };
    }
}
