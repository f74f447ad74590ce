DROP INDEX topics_of_opener;
DROP INDEX events_counted;
DROP TABLE member_metric_days;
DROP TABLE member_metrics;
DELETE FROM settings WHERE name = 'metrics';
