package io.lakehouse.crypto;

import io.lakehouse.delta.TableState;
import java.nio.file.Path;
import java.util.List;

/**
 * What a run did.
 *
 * @param startupSeconds from the start of the process until the tables were open
 * @param stages in their order
 * @param tables as they are after the run
 * @param report the CSV file
 */
public record RunReport(double startupSeconds, List<StageReport> stages, List<TableState> tables, Path report) {

    public RunReport {
        stages = List.copyOf(stages);
        tables = List.copyOf(tables);
    }
}
