-- source: Snowflake SQL reference, strings
-- case: sql-cases.tsv 108

SELECT INITCAP('iqamqinterestedqinqthisqtopic','q');
----
*
IqAmqInterestedqInqThisqTopic
