package io.lakehouse.crypto.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What Spark has written down of one application: the events that tests ask for, in their order. */
record EventLog(List<JsonNode> events) {

    private static final String PREFIX = "{\"Event\":\"SparkListener";
    private static final List<String> WANTED = List.of(
            "ApplicationStart",
            "ApplicationEnd",
            "EnvironmentUpdate",
            "ExecutorAdded",
            "ExecutorRemoved",
            "JobStart",
            "TaskEnd");

    /** The log of an application that has ended. */
    static EventLog of(Path folder, String application) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> events = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(application))) {
            if (WANTED.stream().anyMatch(event -> line.startsWith(PREFIX + event + "\""))) {
                events.add(json.readTree(line));
            }
        }
        return new EventLog(events);
    }

    private List<JsonNode> all(String event) {
        return events.stream()
                .filter(each -> each.get("Event").textValue().equals("SparkListener" + event))
                .toList();
    }

    private JsonNode only(String event) {
        List<JsonNode> found = all(event);
        if (found.size() != 1) {
            throw new IllegalStateException("There are " + found.size() + " events " + event + " in the log, not one");
        }
        return found.get(0);
    }

    /** The settings that the application ran with. */
    Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        only("EnvironmentUpdate")
                .get("Spark Properties")
                .fields()
                .forEachRemaining(setting ->
                        settings.put(setting.getKey(), setting.getValue().textValue()));
        return settings;
    }

    /** The executors that were there at some time. */
    Set<String> executors() {
        return all("ExecutorAdded").stream()
                .map(added -> added.get("Executor ID").textValue())
                .collect(Collectors.toSet());
    }

    /** How many tasks ended well, by the executor that did them. */
    Map<String, Long> tasksByExecutor() {
        return all("TaskEnd").stream()
                .filter(task -> task.at("/Task End Reason/Reason").textValue().equals("Success"))
                .collect(Collectors.groupingBy(
                        task -> task.at("/Task Info/Executor ID").textValue(), TreeMap::new, Collectors.counting()));
    }

    /** What each job is for, in the order they were started; the empty text of one that does not say so. */
    List<String> jobLabels() {
        return all("JobStart").stream()
                .map(job -> job.at("/Properties/spark.job.description").asText())
                .toList();
    }

    /** The executors that were lost while the application ran, and only they. */
    List<String> lostExecutors() {
        long end = only("ApplicationEnd").get("Timestamp").longValue();
        return all("ExecutorRemoved").stream()
                .filter(removed -> removed.get("Timestamp").longValue() < end)
                .map(removed -> removed.get("Executor ID").textValue())
                .toList();
    }

    /** The part after an executor was lost. */
    EventLog afterLossOf(String executor) {
        List<JsonNode> after = events.stream()
                .dropWhile(event -> !(event.get("Event").textValue().endsWith("ExecutorRemoved")
                        && event.get("Executor ID").textValue().equals(executor)))
                .toList();
        return new EventLog(after);
    }
}
