package io.lakehouse.delta.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakehouse.delta.spark.ScalaLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.delta.actions.CommitInfo;

/** The columns of the last {@code OPTIMIZE ... ZORDER BY}, from a table's own history. */
final class LastZorder {

    /** The number of commits to look back at most; each is a file to read. */
    private static final long LOOK_BACK = 300;

    private static final long STEP = 50;

    private static final ObjectMapper JSON = new ObjectMapper();

    private LastZorder() {}

    /** The columns; empty if none of the last commits z-ordered the table. */
    static List<String> of(TableSnapshot snapshot) {
        long to = snapshot.version();
        while (to >= 0 && snapshot.version() - to < LOOK_BACK) {
            long from = Math.max(0, to + 1 - STEP);
            List<List<String>> found = new ArrayList<>();
            snapshot.replayHeld(
                    from,
                    to,
                    commit -> commit.info().flatMap(LastZorder::zorder).ifPresent(found::add));
            if (!found.isEmpty()) {
                return found.get(found.size() - 1);
            }
            to = from - 1;
        }
        return List.of();
    }

    private static Optional<List<String>> zorder(CommitInfo commit) {
        Object columns = ScalaLists.javaMap(commit.operationParameters()).get("zOrderBy");
        if (!"OPTIMIZE".equals(commit.operation()) || columns == null) {
            return Optional.empty();
        }
        try {
            List<String> names = new ArrayList<>();
            // The parameter is a JSON array inside a text.
            JsonNode value = JSON.readTree(columns.toString());
            (value.isTextual() ? JSON.readTree(value.textValue()) : value).forEach(name -> names.add(name.asText()));
            return names.isEmpty() ? Optional.empty() : Optional.of(names);
        } catch (JsonProcessingException e) {
            // Another engine may write the parameter in its own way. Files are then compacted only.
            return Optional.empty();
        }
    }
}
